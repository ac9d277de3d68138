package models

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// DeskPerson is all that support sees of a person: where they belong, how signing in goes, and
// what became of their mails. It holds no rights one by one, no orders, no network address, and
// never a link, a token or the text of a mail (ASVS 8.2, least privilege).
type DeskPerson struct {
	ID          string // of the membership by which they were found
	Name, Email string
	HasAccount  bool
	Usable      bool // switched on somewhere
	PasswordAt  time.Time
	LockedUntil time.Time
	Failures    int // wrong passwords that count at present
	Sessions    int
	SeenAt      time.Time // of the session that was used last
	Places      []DeskPlace
	Entries     []DeskEntry
	Mails       []DeskMail
}

// Place is the membership by which the person was found.
func (p DeskPerson) Place() DeskPlace {
	for _, place := range p.Places {
		if place.Membership == p.ID {
			return place
		}
	}
	return DeskPlace{}
}

// DeskEntry is an entry of an organisation's history, without where it came from.
type DeskEntry struct {
	HistoryEntry
	Organisation string // name
}

// DeskMail is what became of a mail: neither its subject nor its text, and no link.
type DeskMail struct {
	Kind      MailKind
	Recipient string
	State     string // queued, sending, sent, failed or cancelled
	Failure   string
	CreatedAt time.Time
}

// How far back, and how much of each, the desk sees.
const (
	deskDays    = 30
	deskEntries = 20
)

// signInActions are the entries that tell how signing in and invitations went.
var signInActions = []string{
	"user.locked", "user.unlocked", "user.reset_asked", "user.reset_sent", "user.reset_by_support", "user.reset_refused", "user.password_reset", "user.password_changed", "user.sessions_ended",
	"invitation.sent", "invitation.resent", "invitation.reminded", "invitation.failed", "invitation.returned", "invitation.accepted", "invitation.declined", "invitation.asked",
	"membership.activated", "membership.deactivated", "support.view_started", "support.view_ended",
}

// aboutBuying are the kinds of mails that go to buyers: who bought is not the desk's to see,
// even of a member who has bought.
var aboutBuying = []MailKind{MailTickets, MailOrderCancelled, MailOrderRefunded, MailTicketsRefunded}

// DeskPerson reads the person behind a membership, whatever its organisation.
func (s *Store) DeskPerson(ctx context.Context, staff access.Staff, id string, limits Limits) (*DeskPerson, error) {
	if staff.User == "" {
		return nil, missing()
	}
	db := s.read(ctx)
	rows, err := s.deskRows(db, "m.email_key = (SELECT email_key FROM memberships WHERE id = ?)", id)
	if err != nil {
		return nil, err
	}
	p := &DeskPerson{ID: id}
	var user, addresses []string
	for _, r := range rows {
		if r.ID == id {
			p.Name, p.Email = r.Name, r.Email
		}
		if r.UserID != nil {
			user = []string{*r.UserID}
		}
		p.Usable = p.Usable || r.State == StateMember && r.Active
		p.LockedUntil, addresses = later(p.LockedUntil, r.locked(s.Now())), append(addresses, r.Email)
		p.Places = append(p.Places, r.seen(s.Now()))
	}
	if p.Email == "" {
		return nil, missing()
	}
	err = errors.Join(s.addAccount(db, p, user, &addresses), s.addSignIns(db, p, limits, user), s.addEntries(db, p))
	if err == nil {
		p.Mails, err = s.deskMails(db, "recipient IN ?", addresses)
	}
	return p, err
}

// addAccount reads the account, if there is one, and under which spelling of the address it is.
func (s *Store) addAccount(db *gorm.DB, p *DeskPerson, user []string, addresses *[]string) error {
	if len(user) == 0 {
		return nil
	}
	var u User
	if err := db.Raw("SELECT name, email, password_at FROM users WHERE id = ?", user[0]).Scan(&u).Error; err != nil {
		return err
	}
	p.HasAccount, p.Name = true, u.Name
	if u.PasswordAt != nil {
		p.PasswordAt = *u.PasswordAt
	}
	*addresses = append(*addresses, u.Email)
	return nil
}

// addSignIns counts wrong passwords and open sessions.
func (s *Store) addSignIns(db *gorm.DB, p *DeskPerson, limits Limits, user []string) error {
	var failures []int
	var seen []time.Time
	err := db.Raw("SELECT failures FROM attempts WHERE kind = ? AND key = ?", attemptAccount, text.AddressKey(p.Email)).Scan(&failures).Error
	if len(failures) > 0 {
		p.Failures = failures[0]
	}
	if len(user) > 0 {
		now := s.Now()
		err = errors.Join(err, db.Raw("SELECT seen_at FROM sessions WHERE user_id = ? AND seen_at > ? AND created_at > ? ORDER BY seen_at DESC",
			user[0], now.Add(-limits.Idle), now.Add(-limits.Absolute)).Scan(&seen).Error)
	}
	if p.Sessions = len(seen); p.Sessions > 0 {
		p.SeenAt = seen[0]
	}
	return err
}

// addEntries reads what the histories of the person's organisations tell of signing in.
func (s *Store) addEntries(db *gorm.DB, p *DeskPerson) (err error) {
	var members, organisations []string
	for _, place := range p.Places {
		members, organisations = append(members, place.Membership), append(organisations, place.OrganisationID)
	}
	p.Entries, err = s.deskHistory(db, "h.organisation_id IN ? AND h.target_id IN ? AND h.action IN ?", organisations, members, signInActions)
	return err
}

// deskHistory reads entries by a condition over h, newest first. Of what changed it keeps the
// reason and the end alone, and it leaves out from which network address it came.
func (s *Store) deskHistory(db *gorm.DB, condition string, args ...any) (list []DeskEntry, err error) {
	var rows []struct {
		Row          historyRow `gorm:"embedded"`
		Organisation string
	}
	err = db.Raw("SELECT h.*, o.name AS organisation FROM history h JOIN organisations o ON o.id = h.organisation_id WHERE "+
		condition+" AND h.at > ? ORDER BY h.at DESC, h.seq DESC LIMIT ?",
		append(args, s.Now().AddDate(0, 0, -deskDays), deskEntries)...).Scan(&rows).Error
	for _, found := range rows {
		r := found.Row
		e := DeskEntry{Organisation: found.Organisation, HistoryEntry: HistoryEntry{Seq: r.Seq, At: r.At, ActorName: r.ActorName, ActingAs: r.ActingAs,
			Action: r.Action, TargetKind: r.TargetKind, TargetID: r.TargetID, TargetName: r.TargetName}}
		var changes []Change
		err = errors.Join(err, json.Unmarshal([]byte(r.Changes), &changes))
		for _, c := range changes {
			if c.Field == "reason" || c.Field == "until" {
				e.Changes = append(e.Changes, c)
			}
		}
		list = append(list, e)
	}
	return list, err
}

// deskMails reads what became of mails of late, by a condition over the outbox.
func (s *Store) deskMails(db *gorm.DB, condition string, args ...any) (list []DeskMail, err error) {
	err = db.Raw("SELECT kind, recipient, state, failure, created_at FROM mails WHERE "+condition+" AND kind NOT IN ? AND created_at > ? ORDER BY created_at DESC, id DESC LIMIT ?",
		append(args, aboutBuying, s.Now().AddDate(0, 0, -deskDays), deskEntries)...).Scan(&list).Error
	return list, err
}
