package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// Invitation is what a pending membership waits for: a link in a mail. The levels it
// carries are those of the membership.
type Invitation struct {
	MembershipID   string `gorm:"primaryKey"`
	OrganisationID string
	TokenHash      string
	InviterID      string // user whose rights bound it at acceptance (rule of delegation 7)
	ExpiresAt      time.Time
	SentAt         *time.Time
	Outcome        string
	Failure        string // why the mail could not be sent
	SpentAt        *time.Time
	AskedAt        *time.Time // when the invited person asked for a new one
	CreatedAt      time.Time  // when the link was made, and its mail queued
	ShownHash      string     // of the link that somebody was shown to hand on; it lives beside a mailed one
}

// Unsent tells whether the mail that carries the link has not left yet, and will.
func (i Invitation) Unsent() bool { return i.Outcome == MailingQueued }

// ByHand tells whether the link was handed on by hand, and no mail has left since.
func (i Invitation) ByHand() bool { return i.Outcome == MailingSent && i.SentAt == nil }

// soonSent is how long a mail may take to leave before it counts as waiting.
const soonSent = time.Minute

// Waits tells whether the mail waits for longer than a mail takes; paused says that none leaves now.
func (i Invitation) Waits(now time.Time, paused bool) bool {
	return i.Unsent() && (i.Failure != "" || paused || now.Sub(i.CreatedAt) >= soonSent)
}

// Outcomes of the mail of an invitation.
const (
	MailingQueued = "queued"
	MailingSent   = "sent"
	MailingFailed = "failed"
)

// Invite adds a person to the actor's organisation (CC1, MP3, ST5, SE1). With send the
// invitation leaves at once, which asks for users: approve; without, it is prepared for
// someone who may send it. Invalid at email, role, event, valid_until,
// notify.<mail> or level.<section>; RateLimited at email as with SendInvitation, after one that was
// taken back.
func (s *Store) Invite(ctx context.Context, a access.Actor, d Details, send bool) (id string, err error) {
	need := access.Edit
	if send {
		need = access.Approve
	}
	err = s.create(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !a.Can(access.Users, need) {
			return Fail(Forbidden, "refusal."+string(access.LacksRights))
		}
		id, err = t.invite(a, d, send)
		return atAddress(err)
	})
	return id, err
}

// invite is the one way to web access, whoever may go it: the rights must lie within the
// actor's. Who stands in the directory under the address keeps their id, and what is known of
// them there and not said here.
func (t *tx) invite(a access.Actor, d Details, send bool) (id string, err error) {
	if err := t.checkInvited(a, d); err != nil {
		return "", err
	}
	if send { // for the first time it passes; not when an invitation was taken back just now
		if err := t.notPaused(Mailing{a.Organisation, MailInvitation, d.Email}, d.Name); err != nil {
			return "", err
		}
	}
	known, err := t.contactAt(a.Organisation, d.Email)
	if err != nil {
		return "", err
	}
	d.Phone, d.Title = firstOf(d.Phone, known.Phone), firstOf(d.Title, known.Title)
	id = firstOf(known.ID, NewID())
	m := Membership{ID: id, OrganisationID: a.Organisation, Email: d.Email, EmailKey: text.AddressKey(d.Email), State: StatePrepared, Active: true,
		InvitedBy: a.User, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
	if send {
		m.State = StateInvited
	}
	m.apply(d)
	if m.SortName, err = t.sortKey(m.OrganisationID, m.Name); err != nil {
		return "", err
	}
	if err := t.insertMembership(m, d.Grant); err != nil {
		return "", err
	}
	if err := t.handOver(m); err != nil {
		return "", err
	}
	changes := rightsChanges(detailChanges(Membership{}, m), access.Grant{}, d.Grant)
	action := "membership.prepared"
	if send {
		action = "membership.invited"
		if err := t.sendInvitation(a, m, d.Grant); err != nil {
			return "", err
		}
	}
	return id, t.record(Entry{Actor: a, Action: action, Kind: TargetMembership, Target: id, Name: m.Name, Changes: changes})
}

// checkInvited refuses a role that is none, rights that the actor may not give, mails that would tell
// more than those rights show, and days that are over.
func (t *tx) checkInvited(a access.Actor, d Details) error {
	if err := t.checkRole(a.Organisation, d.Role); err != nil {
		return err
	}
	if err := t.checkGrant(a, d.Grant); err != nil {
		return err
	}
	if err := checkMails(a, d.Grant, d.NotifyOrders, d.NotifySettlements); err != nil {
		return err
	}
	today, err := t.store.today(t.DB, a.Organisation)
	if err == nil && d.Grant.Validity.Ended(today) {
		err = Fault("valid_until", "user.until_over")
	}
	return err
}

// insertMembership writes a new membership with its rights. Invalid at email when the
// address is in the organisation already.
func (t *tx) insertMembership(m Membership, g access.Grant) error {
	var there Membership
	err := t.Raw("SELECT * FROM memberships WHERE organisation_id = ? AND email_key = ?", m.OrganisationID, m.EmailKey).Scan(&there).Error
	if err != nil {
		return err
	}
	if there.ID != "" {
		return Fault("email", "user.email_taken."+there.State, "name", there.Name)
	}
	if err := t.Create(&m).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return Fault("email", "user.email_taken."+StateMember, "name", m.Name)
		}
		return err
	}
	return t.writeRights(m, g)
}

// sendInvitation makes a new link, which ends any older one, and puts its mail into the
// outbox. The actor becomes the inviter.
func (t *tx) sendInvitation(a access.Actor, m Membership, g access.Grant) error {
	token, i, err := t.newInvitation(a, m)
	if err != nil {
		return err
	}
	return t.mailInvitation(a, m, g, i, token)
}

// newInvitation replaces a membership's link.
func (t *tx) newInvitation(a access.Actor, m Membership) (token string, i Invitation, err error) {
	var o Organisation
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", m.OrganisationID).Scan(&o).Error; err != nil {
		return "", i, err
	}
	if err := t.cancelMails(m.ID); err != nil {
		return "", i, err
	}
	token, hash := NewToken()
	i = Invitation{MembershipID: m.ID, OrganisationID: m.OrganisationID, TokenHash: hash, InviterID: a.User,
		ExpiresAt: t.now.AddDate(0, 0, o.InvitationDays), Outcome: MailingQueued, CreatedAt: t.now}
	if err := t.Exec("DELETE FROM invitations WHERE membership_id = ?", m.ID).Error; err != nil {
		return "", i, err
	}
	return token, i, t.Create(&i).Error
}

// mailInvitation queues the mail that carries an invitation's link.
func (t *tx) mailInvitation(a access.Actor, m Membership, g access.Grant, i Invitation, token string) error {
	var o Organisation
	if err := t.Raw("SELECT * FROM organisations WHERE id = ?", m.OrganisationID).Scan(&o).Error; err != nil {
		return err
	}
	var account User
	if err := t.Raw("SELECT * FROM users WHERE email_key = ?", m.EmailKey).Scan(&account).Error; err != nil {
		return err
	}
	mail := Mail{Kind: MailInvitation, To: m.Email, ToName: m.Name, Locale: o.Locale, OrganisationID: o.ID, MembershipID: m.ID, Token: token}
	if account.ID != "" {
		mail.Kind = MailInvitationExisting
		if account.Locale != "" {
			mail.Locale = account.Locale
		}
	}
	names, err := t.eventNames(o.ID, g.Scope)
	if err != nil {
		return err
	}
	role, err := t.roleName(o.ID, m.Role)
	if err != nil {
		return err
	}
	mail.Data = MailData{Person: m.Name, Email: m.Email, Actor: a.Name, Organisation: o.Name, Levels: levelWords(g.Levels), ScopeAll: g.Scope.All,
		ScopeEvents: names, Validity: g.Validity, Role: m.Role, RoleName: role, Expires: i.ExpiresAt, Zone: o.TimeZone}
	return t.enqueue(mail)
}

// levelWords are the levels above none under their names, as a mail keeps them.
func levelWords(levels access.Levels) map[string]string {
	words := map[string]string{}
	for section, level := range levels {
		if level > access.None {
			words[string(section)] = level.String()
		}
	}
	return words
}

// eventNames are the names of a scope's chosen events, in order.
func (t *tx) eventNames(organisation string, scope access.Scope) (names []string, err error) {
	if scope.All || len(scope.Events) == 0 {
		return nil, nil
	}
	err = t.Raw("SELECT name FROM events WHERE organisation_id = ? AND id IN ? ORDER BY sort_name", organisation, scope.Events).Scan(&names).Error
	return names, err
}

// roleName is the name of an organisation's own role, "" for any other.
func (t *tx) roleName(organisation, role string) (name string, err error) {
	err = t.Raw("SELECT name FROM roles WHERE organisation_id = ? AND id = ?", organisation, role).Scan(&name).Error
	return name, err
}
