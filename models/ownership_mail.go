package models

import "time"

// MailedOwnership is what mails tell about a change of owner.
type MailedOwnership struct {
	From   string    `json:"from"` // the owner's name
	To     string    `json:"to"`   // the successor's name
	Email  string    `json:"email"`
	Until  time.Time `json:"until,omitzero"` // of the offer, of taking back, of objecting
	Letter int       `json:"letter,omitempty"`
	ID     string    `json:"id,omitempty"` // of the letter, for those who may open it at the desk
	Reason string    `json:"reason,omitempty"`
}

// mailed is what mails tell of a transfer.
func (x Transfer) mailed() MailedOwnership {
	m := MailedOwnership{From: x.FromName, To: x.ToName, Email: x.ToEmail, Until: x.ExpiresAt}
	if x.BackUntil != nil {
		m.Until = *x.BackUntil
	}
	return m
}

// mailed is what mails tell of a letter. Who reads the reason of a refusal reads no other.
func (l Letter) mailed() MailedOwnership {
	m := MailedOwnership{From: l.OwnerName, To: l.SuccessorName, Email: l.SuccessorEmail, Letter: l.Number, Reason: firstOf(l.Refusal, l.Reason)}
	if l.DueAt != nil {
		m.Until = *l.DueAt
	}
	return m
}

// tellTransfer mails members of a transfer's organisation.
func (t *tx) tellTransfer(kind MailKind, x *Transfer, memberships ...string) error {
	for _, id := range memberships {
		if err := t.tellMember(kind, x.OrganisationID, id, x.mailed()); err != nil {
			return err
		}
	}
	return nil
}

// tellLetter mails a member of a letter's organisation.
func (t *tx) tellLetter(kind MailKind, l *Letter, membership string) error {
	return t.tellMember(kind, l.OrganisationID, membership, l.mailed())
}

// tellSuccessor mails the successor of a letter, unless they handed it in and are told of it anyway.
func (t *tx) tellSuccessor(kind MailKind, l *Letter) error {
	var user string
	if err := t.Raw("SELECT user_id FROM memberships WHERE id = ? AND organisation_id = ? AND user_id IS NOT NULL", l.SuccessorID, l.OrganisationID).Scan(&user).Error; err != nil || user == "" || user == l.SubmittedBy {
		return err
	}
	return t.tellLetter(kind, l, l.SuccessorID)
}

// tellMember mails a member in their language; nobody when they are not there any more.
func (t *tx) tellMember(kind MailKind, organisation, membership string, tells MailedOwnership) error {
	var p place
	if err := t.Raw(placeQuery+"WHERE m.organisation_id = ? AND m.id = ? AND m.user_id IS NOT NULL", organisation, membership).Scan(&p).Error; err != nil || p.ID == "" {
		return err
	}
	var u User
	if err := t.Raw("SELECT * FROM users WHERE id = ?", *p.UserID).Scan(&u).Error; err != nil {
		return err
	}
	return t.tellUser(kind, u, p, tells)
}

// tellUser mails a person about an organisation.
func (t *tx) tellUser(kind MailKind, u User, p place, tells MailedOwnership) error {
	return t.enqueue(Mail{Kind: kind, To: u.Email, ToName: u.Name, Locale: firstOf(u.Locale, p.OrganisationLang), OrganisationID: p.OrganisationID,
		Data: MailData{Person: u.Name, Email: u.Email, Organisation: p.OrganisationName, Zone: p.TimeZone, Ownership: &tells}})
}

// tellSubmitter mails whoever handed a letter in: a member, for as long as they are one, or
// somebody of the support desk, whose mail leads to the letter there.
func (t *tx) tellSubmitter(kind MailKind, l *Letter) error {
	var u User
	if err := t.Raw("SELECT * FROM users WHERE id = ?", l.SubmittedBy).Scan(&u).Error; err != nil {
		return err
	}
	var p place
	if l.BySupport {
		var o Organisation
		err := t.Raw("SELECT * FROM organisations WHERE id = ?", l.OrganisationID).Scan(&o).Error
		if err != nil {
			return err
		}
		p = place{Membership: Membership{OrganisationID: o.ID}, OrganisationName: o.Name, OrganisationLang: o.Locale, TimeZone: o.TimeZone}
	} else if err := t.Raw(placeQuery+"WHERE m.organisation_id = ? AND m.user_id = ?", l.OrganisationID, u.ID).Scan(&p).Error; err != nil || p.ID == "" {
		return err
	}
	tells := l.mailed()
	if l.BySupport {
		tells.ID = l.ID
	}
	return t.tellUser(kind, u, p, tells)
}
