package models

// mailNoRight is why a mail was dropped whose recipient may not read it any more.
const mailNoRight = "no_right"

// mayRead tells whether the recipient of a mail may read it at this moment.
func (t *tx) mayRead(row mailRow, m Mail) (bool, error) {
	rule, ok := mailRules[m.Kind]
	switch {
	case !ok: // of a later version
		return true, nil
	case rule.reader == toAnybody:
		return true, nil
	case row.UserID == "":
		return false, nil
	case rule.reader == toAccount:
		return t.maySignIn(row.UserID)
	case rule.reader == toDesk, rule.reader == toSubmitter && row.OrganisationID == Desk:
		staff, err := staffOf(t.DB, row.UserID)
		return staff != nil, err
	}
	people, err := t.store.people(t.DB, row.OrganisationID, "m.user_id = ? AND m.state = 'member'", row.UserID)
	if err != nil || len(people) != 1 {
		return false, err
	}
	p := people[0]
	switch rule.reader {
	case toMembersUser:
		return p.Active, nil
	case toOwner:
		return p.Owner, nil
	}
	return p.Status == Active && (rule.may == nil || rule.may(p, m)), nil
}

// maySignIn tells whether somebody may sign in anywhere, or has something to accept once signed in.
func (t *tx) maySignIn(user string) (bool, error) {
	staff, err := staffOf(t.DB, user)
	if err != nil || staff != nil {
		return staff != nil, err
	}
	var u User
	if err := t.Where("id = ?", user).Limit(1).Find(&u).Error; err != nil || u.ID == "" {
		return false, err
	}
	places, err := t.placesOf(u)
	if err != nil || usable(places) {
		return usable(places), err
	}
	waits, err := t.somethingToAccept(u.EmailKey)
	return waits != nil, err
}

// dropUnread drops a mail whose recipient may not read it any more, and notes so in the history
// of the organisation that it is about.
func (t *tx) dropUnread(row mailRow, m Mail) error {
	if err := t.endMail(row.ID, mailNoRight); err != nil {
		return err
	}
	return t.recordDrop(row, m, "mail.unread")
}

// endMail cancels one mail and wipes its link.
func (t *tx) endMail(id, failure string) error {
	return t.Model(&mailRow{}).Where("id = ?", id).Updates(map[string]any{"state": mailCancelled, "secret": nil, "failure": failure}).Error
}

// recordDrop tells the history that a mail does not leave: to whom it would have gone, and of what
// kind it was. A buyer stands there by the order alone.
func (t *tx) recordDrop(row mailRow, m Mail, action string) error {
	e := Entry{Organisation: row.OrganisationID, Action: action, Kind: TargetUser, Target: row.UserID, Name: row.RecipientName,
		Changes: []Change{{Field: "mail", New: row.Kind}}}
	if o := m.Data.Order; o != nil {
		e.Event = o.EventID
		if row.OrderID != "" {
			e.Kind, e.Target, e.Name = TargetOrder, o.ID, o.Reference
		}
	}
	if row.OrganisationID == "" {
		e.Organisation = Desk
	}
	if row.OrderID != "" {
		return t.record(e)
	}
	var there Membership
	err := t.Select("id", "name").Where("organisation_id = ? AND (id = ? OR user_id = ? AND user_id <> '')", row.OrganisationID, row.MembershipID, row.UserID).
		Limit(1).Find(&there).Error
	if there.ID != "" {
		e.Kind, e.Target, e.Name = TargetMembership, there.ID, there.Name
	}
	if err != nil {
		return err
	}
	return t.record(e)
}
