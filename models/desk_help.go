package models

import (
	"context"

	"coulisse/access"
)

// MaxReason is how many characters support may give as a reason.
const MaxReason = 300

// helped reads whom support is to help, whatever the organisation.
func (t *tx) helped(staff access.Staff, id string) (access.Staff, *Person, error) {
	staff, err := t.freshStaff(staff)
	if err != nil {
		return staff, nil, err
	}
	var organisation string
	if err := t.Raw("SELECT organisation_id FROM memberships WHERE id = ?", id).Scan(&organisation).Error; err != nil {
		return staff, nil, err
	}
	p, err := t.store.person(t.DB, organisation, id)
	return staff, p, err
}

// helpedUser is helped for those alone who have an account. Conflict for anybody else.
func (t *tx) helpedUser(staff access.Staff, id string) (access.Staff, *Person, User, error) {
	var u User
	staff, p, err := t.helped(staff, id)
	if err != nil {
		return staff, p, u, err
	}
	if p.UserID == nil {
		return staff, p, u, Fail(Conflict, "desk.no_account", "name", p.Name)
	}
	return staff, p, u, t.Raw("SELECT * FROM users WHERE id = ?", *p.UserID).Scan(&u).Error
}

// recordEverywhere tells the history of every organisation that a person belongs to: what is
// done to their account is done in all of them.
func (t *tx) recordEverywhere(staff access.Staff, u User, action string, changes []Change) error {
	places, err := t.placesOf(u)
	for _, p := range places {
		e := Entry{Staff: staff, Organisation: p.OrganisationID, Action: action, Kind: TargetMembership, Target: p.ID, Name: u.Name, Changes: changes}
		if err := t.record(e); err != nil {
			return err
		}
	}
	return err
}

// StartReset mails a person a link to choose a new password, who is told which person of support
// asked for it and why. Nobody but the person ever sees the link (ASVS 6.4.6: support starts a
// reset and cannot choose the password). Conflict for who has no account or is switched off
// everywhere; RateLimited when a link left a moment ago.
func (s *Store) StartReset(ctx context.Context, staff access.Staff, id, reason string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		by, found, u, err := t.helpedUser(staff, id)
		if p = found; err != nil {
			return err
		}
		places, err := t.placesOf(u)
		if err != nil {
			return err
		}
		if !usable(places) {
			return Fail(Conflict, "desk.reset_inactive", "name", u.Name)
		}
		if err := t.mayResend(Desk, MailPasswordResetSupport, u.Email, u.Name); err != nil {
			return err
		}
		if err := t.mailSupportReset(by, u, places[0], reason); err != nil {
			return err
		}
		return t.recordEverywhere(by, u, "user.reset_by_support", changed(nil, "reason", "", reason))
	})
	return p, err
}

// DeskPauses are those of the buttons by which the desk mails about a person.
type DeskPauses struct{ Reset, Invitation, View Pause }

// DeskPauses reads them.
func (s *Store) DeskPauses(ctx context.Context, p *DeskPerson) (d DeskPauses, err error) {
	place := p.Place()
	pauses, err := s.ResendPauses(ctx, Mailing{Desk, MailPasswordResetSupport, p.Email},
		Mailing{place.OrganisationID, MailInvitation, p.Email}, Mailing{place.OrganisationID, MailSupportView, p.Email})
	if err != nil {
		return d, err
	}
	return DeskPauses{Reset: pauses[0], Invitation: max(pauses[1], pauseSince(place.InvitedAt, s.Now())), View: pauses[2]}, nil
}

// mailSupportReset makes the link and queues its mail.
func (t *tx) mailSupportReset(by access.Staff, u User, p place, reason string) error {
	token, expires, err := t.newReset(u, by.User, ResetLife)
	if err != nil {
		return err
	}
	return t.enqueue(Mail{Kind: MailPasswordResetSupport, To: u.Email, ToName: u.Name, Locale: firstOf(u.Locale, p.OrganisationLang), OrganisationID: p.OrganisationID, Token: token,
		Data: MailData{Person: u.Name, Email: u.Email, Actor: by.Name, Organisation: p.OrganisationName, Reason: reason, Expires: expires, Zone: p.TimeZone}})
}

// Unlock lets a person sign in again at once, after too many wrong passwords. Conflict when they
// are not locked out.
func (s *Store) Unlock(ctx context.Context, staff access.Staff, id string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		by, found, u, err := t.helpedUser(staff, id)
		if p = found; err != nil {
			return err
		}
		locks, err := t.unlockOwn(u)
		if err != nil {
			return err
		}
		if locks == 0 {
			return Fail(Conflict, "desk.not_locked", "name", u.Name)
		}
		return t.recordEverywhere(by, u, "user.unlocked", nil)
	})
	return p, err
}

// EndAllSessions signs a person out everywhere, and says in how many browsers they were signed
// in. The reason may be "". Conflict for who has no account.
func (s *Store) EndAllSessions(ctx context.Context, staff access.Staff, id, reason string) (p *Person, ended int, err error) {
	err = s.write(ctx, func(t *tx) error {
		by, found, u, err := t.helpedUser(staff, id)
		if p = found; err != nil {
			return err
		}
		gone := t.Exec("DELETE FROM sessions WHERE user_id = ?", u.ID)
		if ended = int(gone.RowsAffected); gone.Error != nil || ended == 0 {
			return gone.Error
		}
		return t.recordEverywhere(by, u, "user.sessions_ended", changed(nil, "reason", "", reason))
	})
	return p, ended, err
}

// RenewInvitation sends a pending invitation again under a new link; the old one dies. It stays
// the inviter's, whose rights bound it at acceptance (rule of delegation 7). Conflict for who was
// not invited or has answered; RateLimited when a link left a moment ago.
func (s *Store) RenewInvitation(ctx context.Context, staff access.Staff, id string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		by, found, err := t.helped(staff, id)
		if p = found; err != nil {
			return err
		}
		if p.State != StateInvited {
			return Fail(Conflict, "desk.not_invited", "name", p.Name)
		}
		var old Invitation
		if err := t.Raw("SELECT * FROM invitations WHERE membership_id = ?", id).Scan(&old).Error; err != nil {
			return err
		}
		if err := pauseSince(old.CreatedAt, t.now).refusal(p.Name); err != nil {
			return err
		}
		if err := t.mayResend(p.OrganisationID, MailInvitation, p.Email, p.Name); err != nil {
			return err
		}
		as, err := t.inviterOf(old)
		if err != nil {
			return err
		}
		if err := t.sendInvitation(as, p.Membership, p.Grant); err != nil {
			return err
		}
		return t.record(Entry{Staff: by, Organisation: p.OrganisationID, Action: "invitation.resent", Kind: TargetMembership, Target: id, Name: p.Name})
	})
	return p, err
}
