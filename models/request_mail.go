package models

import "coulisse/access"

// The kinds of mail about requests.
const (
	MailRequestAnswered MailKind = "request_answered" // to whoever asked the support desk
	MailRequestProof    MailKind = "request_proof"    // likewise: the test ticket is there
	MailRequestNew      MailKind = "request_new"      // to the support desk
	MailRequestWaits    MailKind = "request_waits"    // likewise: more was said
	MailRequestFiles    MailKind = "request_files"    // to whoever answered by mail: files are not kept
)

// MailedRequest is what mails tell about a request. Text is the desk's answer, for whoever asked
// alone: mails to the desk never hold what was written.
type MailedRequest struct {
	ID     string       `json:"id"`
	Number int          `json:"number"`
	Topic  string       `json:"topic"`
	Text   string       `json:"text,omitempty"`
	Files  []MailedFile `json:"files,omitempty"` // that came with the recipient's own mail
	Side   string       `json:"side,omitempty"`  // for whom the recipient speaks, where the kind does not tell
}

func (r Request) mailed() *MailedRequest {
	return &MailedRequest{ID: r.ID, Number: r.Number, Topic: r.Topic}
}

// mailDesk tells the desk that something waits: who has taken the request, or everybody.
func (t *tx) mailDesk(r Request, kind MailKind) error {
	var people []struct{ ID, Name, Email, Locale string }
	err := t.Raw(`SELECT u.id, u.name, u.email, u.locale FROM staff f JOIN users u ON u.id = f.user_id WHERE f.removed_at IS NULL
		AND (u.id = ? OR NOT EXISTS (SELECT 1 FROM staff WHERE user_id = ? AND removed_at IS NULL)) ORDER BY u.id`, r.AssignedTo, r.AssignedTo).Scan(&people).Error
	if err != nil {
		return err
	}
	o, err := t.organisationOf(r)
	if err != nil {
		return err
	}
	tells := r.mailed()
	for _, p := range people {
		if err := t.enqueue(Mail{OrganisationID: Desk, Kind: kind, To: p.Email, ToName: p.Name, Locale: firstOf(p.Locale, "en"),
			Data: MailData{Person: p.Name, Email: p.Email, Actor: o.Name, Request: tells}}); err != nil {
			return err
		}
	}
	return nil
}

// mailAuthor tells whoever asked what the desk has answered; nobody when they have no access any
// more.
func (t *tx) mailAuthor(r Request, kind MailKind, staff access.Staff, text string) error {
	o, err := t.organisationOf(r)
	if err != nil {
		return err
	}
	a, err := t.authorOf(r)
	if a == nil || err != nil {
		return err
	}
	var locale string
	if err := t.Raw("SELECT locale FROM users WHERE id = ?", r.AuthorID).Scan(&locale).Error; err != nil {
		return err
	}
	tells := r.mailed()
	tells.Text = text
	return t.enqueue(Mail{OrganisationID: o.ID, Kind: kind, To: a.Email, ToName: a.Name, Locale: firstOf(locale, o.Locale),
		Data: MailData{Person: a.Name, Email: a.Email, Actor: staff.Name, Organisation: o.Name, Zone: o.TimeZone, Request: tells}})
}

func (t *tx) organisationOf(r Request) (o Organisation, err error) {
	err = t.Raw("SELECT * FROM organisations WHERE id = ?", r.OrganisationID).Scan(&o).Error
	return o, err
}

// authorOf is whoever asked, as somebody who acts today; nil when they have no access any more.
func (t *tx) authorOf(r Request) (*access.Actor, error) {
	people, err := t.store.people(t.DB, r.OrganisationID, "m.user_id = ? AND m.state = 'member'", r.AuthorID)
	if err != nil || len(people) != 1 || people[0].Status != Active {
		return nil, err
	}
	p := people[0]
	return &access.Actor{User: r.AuthorID, Membership: p.ID, Organisation: p.OrganisationID, Name: p.Name, Email: p.Email}, nil
}
