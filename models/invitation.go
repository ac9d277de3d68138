package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Offer is an invitation as the invited person sees it.
type Offer struct {
	Person       Person
	Organisation Organisation
	Inviter      User
	Account      *User    // of the invited address, if there is one already
	Events       []string // names of the chosen events
}

// AskedLately tells whether the person has asked for a new link within a day.
func (o Offer) AskedLately(now time.Time) bool {
	asked := o.Person.Invitation.AskedAt
	return asked != nil && asked.After(now.Add(-askPause))
}

// HoldsAt tells whether the offered access holds on the day of an instant.
func (o Offer) HoldsAt(now time.Time) bool {
	return o.Person.Grant.Validity.Contains(day(now, o.Organisation.TimeZone))
}

// BeginsAfter tells whether the offered access has not begun on the day of an instant.
func (o Offer) BeginsAfter(now time.Time) bool {
	return !o.Person.Grant.Validity.Started(day(now, o.Organisation.TimeZone))
}

// askPause is the least time between two mails that ask for a new link.
const askPause = 24 * time.Hour

// Offer finds an invitation by its link; looking spends nothing (mail scanners look). Gone
// with the Offer when it was answered or ran out; NotFound when the link was replaced,
// taken back, or never was.
func (s *Store) Offer(ctx context.Context, token string) (o *Offer, err error) {
	err = s.read(ctx).Transaction(func(db *gorm.DB) error { // one moment, though several queries
		o, err = s.offer(db, token)
		return err
	})
	if err != nil && CodeOf(err) == "" {
		return nil, err
	}
	return o, err
}

// linkIs is the condition for the invitation of a link: the mailed one, or one that was handed on by hand.
const linkIs = "(token_hash = ? OR shown_hash = ? AND shown_hash <> '')"

func (s *Store) offer(db *gorm.DB, token string) (*Offer, error) {
	var i Invitation
	if err := db.Where(linkIs, HashToken(token), HashToken(token)).Limit(1).Find(&i).Error; err != nil {
		return nil, err
	}
	if i.MembershipID == "" {
		return nil, Fail(NotFound, "invitation.unknown")
	}
	p, err := s.person(db, i.OrganisationID, i.MembershipID)
	if err != nil {
		return nil, err
	}
	o := &Offer{Person: *p}
	var account User
	err = errors.Join(
		db.Raw("SELECT * FROM organisations WHERE id = ?", i.OrganisationID).Scan(&o.Organisation).Error,
		db.Raw(`SELECT u.id, u.email, coalesce(m.name, u.name) AS name, u.locale FROM users u
			LEFT JOIN memberships m ON m.user_id = u.id AND m.organisation_id = ? WHERE u.id = ?`, i.OrganisationID, i.InviterID).Scan(&o.Inviter).Error,
		db.Raw("SELECT * FROM users WHERE email_key = ?", p.EmailKey).Scan(&account).Error,
		db.Raw("SELECT e.name FROM membership_events c JOIN events e ON e.id = c.event_id WHERE c.membership_id = ? ORDER BY e.sort_name", p.ID).Scan(&o.Events).Error)
	if account.ID != "" {
		o.Account = &account
	}
	switch {
	case err != nil:
		return nil, err
	case i.SpentAt != nil:
		return o, Fail(Gone, "invitation.answered")
	case !i.ExpiresAt.After(s.Now()):
		return o, Fail(Gone, "invitation.expired")
	}
	return o, nil
}

// Newcomer is what an invited person without an account chooses; the address is the
// invited one and cannot be chosen.
type Newcomer struct{ Name, PasswordHash, Locale string }

// Accept turns an invitation into a membership, once: of the signed-in user, or of a new
// user when signedIn is "". The rights are capped to what the inviter may still grant
// (rule of delegation 7), and the inviter and the owner are mailed (MP8). Gone when the
// link was spent meanwhile, Forbidden when the signed-in address is another one, Conflict
// when the address has an account and nobody is signed in.
func (s *Store) Accept(ctx context.Context, token, signedIn string, n Newcomer) (o *Offer, err error) {
	err = s.write(ctx, func(t *tx) error {
		if o, err = s.offer(t.DB, token); err != nil {
			return err
		}
		user, err := t.invitedUser(o, signedIn, n)
		if err != nil {
			return err
		}
		if err := t.spend(o, token); err != nil {
			return err
		}
		held, err := t.inviterGrant(o)
		if err != nil {
			return err
		}
		asked := o.Person.Grant
		if held != nil {
			o.Person.Grant = asked.Cap(*held)
		}
		m := &o.Person.Membership
		m.UserID, m.State, m.Name = &user.ID, StateMember, user.Name
		m.ScopeAll, m.ValidUntil = o.Person.Grant.Scope.All, o.Person.Grant.Validity.Until
		m.keepMails(o.Person.Grant)
		if err := one(t.Exec("UPDATE memberships SET user_id = ? WHERE id = ? AND user_id IS NULL", user.ID, m.ID), Fail(Gone, "invitation.answered")); err != nil {
			return err
		}
		if err := t.saveMembership(*m, m.Version); err != nil {
			return err
		}
		if err := t.writeRights(*m, o.Person.Grant); err != nil {
			return err
		}
		as := access.Actor{User: user.ID, Name: user.Name, Organisation: m.OrganisationID}
		changes := rightsChanges(nil, asked, o.Person.Grant)
		if err := t.record(Entry{Actor: as, Action: "invitation.accepted", Kind: TargetMembership, Target: m.ID, Name: m.Name, Changes: changes}); err != nil {
			return err
		}
		return t.mailOutcome(o, MailInvitationAccepted, len(changes) > 0)
	})
	return o, err
}

// invitedUser is the account that accepts: the signed-in one of the invited address, or a
// new one. An existing person keeps name, password and second factor.
func (t *tx) invitedUser(o *Offer, signedIn string, n Newcomer) (*User, error) {
	if o.Account != nil {
		staff, err := staffOf(t.DB, o.Account.ID)
		if err != nil {
			return nil, err
		}
		if staff != nil {
			return nil, Fail(Conflict, "invitation.staff")
		}
	}
	switch {
	case signedIn != "" && o.Account != nil && o.Account.ID == signedIn:
		return o.Account, nil
	case signedIn != "":
		return nil, Fail(Forbidden, "invitation.other_address")
	case o.Account != nil:
		return nil, Fail(Conflict, "invitation.sign_in_first")
	}
	return t.newUser(n, o.Person.Email)
}

// spend uses a link up; of several at once, one succeeds.
func (t *tx) spend(o *Offer, token string) error {
	spent := t.Model(&Invitation{}).Where(linkIs, HashToken(token), HashToken(token)).Where("spent_at IS NULL AND expires_at > ?", t.now).Update("spent_at", t.now)
	return one(spent, Fail(Gone, "invitation.answered"))
}

// inviterGrant is what the inviter may still grant: nil for no bound (the owner), nothing at
// all when the inviter has left or is switched off.
func (t *tx) inviterGrant(o *Offer) (*access.Grant, error) {
	people, err := t.store.people(t.DB, o.Organisation.ID, "m.user_id = ?", o.Inviter.ID)
	switch {
	case err != nil:
		return nil, err
	case len(people) == 1 && people[0].Owner:
		return nil, nil
	case len(people) == 1 && people[0].Status == Active && invites(people[0].Grant.Levels):
		return &people[0].Grant, nil
	}
	return &access.Grant{}, nil
}

// invites tells whether levels let somebody send invitations: those of users, or those of the
// directory (EC5).
func invites(l access.Levels) bool {
	return l.At(access.Users) >= access.Approve || l.At(access.Contacts) >= access.Approve
}

// Decline turns an invitation down, once. The inviter and the owner are mailed.
func (s *Store) Decline(ctx context.Context, token string) (o *Offer, err error) {
	err = s.write(ctx, func(t *tx) error {
		if o, err = s.offer(t.DB, token); err != nil {
			return err
		}
		if err := t.spend(o, token); err != nil {
			return err
		}
		m := o.Person.Membership
		m.State = StateDeclined
		if err := t.saveMembership(m, m.Version); err != nil {
			return err
		}
		as := access.Actor{Name: m.Name, Organisation: m.OrganisationID}
		if err := t.record(Entry{Actor: as, Action: "invitation.declined", Kind: TargetMembership, Target: m.ID, Name: m.Name}); err != nil {
			return err
		}
		return t.mailOutcome(o, MailInvitationDeclined, false)
	})
	return o, err
}

// AskAgain tells the inviter that the person would like a new link, at most once a day. Only
// an invitation that ran out can be asked for again; Gone for one that was answered.
func (s *Store) AskAgain(ctx context.Context, token string) (o *Offer, err error) {
	err = s.write(ctx, func(t *tx) error {
		o, err = s.offer(t.DB, token)
		var gone *Error
		if !errors.As(err, &gone) || gone.Key != "invitation.expired" {
			return errors.Join(err)
		}
		asked := t.Model(&Invitation{}).Where(linkIs, HashToken(token), HashToken(token)).Where("asked_at IS NULL OR asked_at < ?", t.now.Add(-askPause)).Update("asked_at", t.now)
		if asked.Error != nil || asked.RowsAffected == 0 {
			return asked.Error // told already
		}
		m := o.Person.Membership
		as := access.Actor{Name: m.Name, Organisation: m.OrganisationID}
		if err := t.record(Entry{Actor: as, Action: "invitation.asked", Kind: TargetMembership, Target: m.ID, Name: m.Name}); err != nil {
			return err
		}
		return t.mailOutcome(o, MailInvitationAsked, false)
	})
	return o, err
}

// mailOutcome mails the inviter and the owner, each once and in their language.
func (t *tx) mailOutcome(o *Offer, kind MailKind, reduced bool) error {
	var readers []struct{ ID, Email, Name, Locale string }
	err := t.Raw(`SELECT u.id, u.email, m.name, u.locale FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.organisation_id = ? AND m.state = 'member' AND m.active AND (m.owner OR m.user_id = ?)`, o.Organisation.ID, o.Inviter.ID).Scan(&readers).Error
	if err != nil {
		return err
	}
	for _, r := range readers {
		if r.Locale == "" {
			r.Locale = o.Organisation.Locale
		}
		p := o.Person
		mail := Mail{Kind: kind, To: r.Email, ToName: r.Name, Locale: r.Locale, OrganisationID: o.Organisation.ID, Data: MailData{
			Person: p.Name, Email: p.Email, Actor: o.Inviter.Name, Organisation: o.Organisation.Name, Membership: p.ID, Reduced: reduced, Zone: o.Organisation.TimeZone}}
		if err := t.enqueue(mail); err != nil {
			return err
		}
	}
	return nil
}
