package mailer

import "coulisse/models"

// ownershipNames are the placeholders of mails about a change of owner; they read {until} of other
// mails as {limit}, because it is not a link that runs out.
func (d *draft) ownershipNames() {
	o := d.data.Ownership
	if o == nil {
		return
	}
	d.names = append(d.names, "from", o.From, "to", o.To, "successor", o.Email, "limit", d.Locale.DateTime(o.Until.In(d.zone)), "number", d.Locale.Number(o.Letter), "why", o.Reason)
}

// cleanedOwnership is what strangers wrote, without what mail programs make links of.
func cleanedOwnership(o *models.MailedOwnership) *models.MailedOwnership {
	if o == nil {
		return nil
	}
	c := *o
	c.From, c.To, c.Email, c.Reason = harmless(o.From), harmless(o.To), harmless(o.Email), asWritten(oneLine(o.Reason))
	return &c
}

// ownershipPage is where members see what of a change of owner concerns them, in the organisation
// that the mail is about.
func ownershipPage(d *draft) string { return "/account/ownership" + inOrganisation(d) }

func inOrganisation(d *draft) string { return "?organisation=" + d.mail.OrganisationID }

// letterDone leads the desk to the letter, and members to the new owner.
func letterDone(d *draft) string {
	if d.data.Ownership.ID == "" {
		return ownershipPage(d)
	}
	return letterPage(d)
}

// letterPage is where whoever handed a letter in sees what became of it, at the desk or in the
// console.
func letterPage(d *draft) string {
	if id := d.data.Ownership.ID; id != "" {
		return "/support/letters/" + id
	}
	return "/account/ownership/letter" + inOrganisation(d)
}
