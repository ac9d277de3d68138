package models

import (
	"context"
	"time"

	"coulisse/access"
)

// SendInvitation sends a prepared invitation, or an invitation again under a new link; the
// old link dies. The actor becomes the inviter, so the rights must lie within theirs.
// Conflict when the person has accepted already, RateLimited when they have been mailed a moment ago,
// or often today.
func (s *Store) SendInvitation(ctx context.Context, a access.Actor, id string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, m, err := t.pending(a, id, &p)
		if err != nil {
			return err
		}
		if err := t.mayResend(m.OrganisationID, MailInvitation, m.Email, m.Name); err != nil {
			return err
		}
		if err := t.sendInvitation(a, m, p.Grant); err != nil {
			return err
		}
		action := "invitation.resent"
		if p.State == StatePrepared {
			action = "invitation.sent"
		}
		return t.record(Entry{Actor: a, Action: action, Kind: TargetMembership, Target: id, Name: m.Name})
	})
	return p, err
}

// pending reads a person who has not accepted, for sending: the membership comes back in
// the state invited, and is saved so.
func (t *tx) pending(a access.Actor, id string, p **Person) (access.Actor, Membership, error) {
	a, found, err := t.target(a, id, access.Approve)
	if err != nil {
		return a, Membership{}, err
	}
	*p = found
	m := found.Membership
	if m.State == StateMember {
		return a, m, Fail(Conflict, "user.accepted_already", "name", m.Name)
	}
	m.State = StateInvited
	return a, m, t.saveMembership(m, m.Version)
}

// RevokeInvitation takes a pending invitation back; a user account, if there is one, is
// left alone. Conflict when the person has accepted already.
func (s *Store) RevokeInvitation(ctx context.Context, a access.Actor, id string) (p *Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		var a2 access.Actor
		if a2, p, err = t.target(a, id, access.Approve); err != nil {
			return err
		}
		if p.State == StateMember {
			return Fail(Conflict, "user.accepted_already", "name", p.Name)
		}
		return t.remove(a2, p, "invitation.revoked")
	})
	return p, err
}

// InvitationLink makes a new link for a person whose mail could not be sent, or waits, and hands it
// out this once; what waited does not leave. Conflict when the mail has left, or is about to, and
// when the invitation was declined or has run out: it is sent anew.
func (s *Store) InvitationLink(ctx context.Context, a access.Actor, id string) (p *Person, token string, expires time.Time, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, m, err := t.pending(a, id, &p)
		if err != nil {
			return err
		}
		paused, err := mailPause(t.DB)
		if err != nil {
			return err
		}
		if p.Status != Failed && (p.Status != Invited || !p.Invitation.Waits(t.now, paused != nil)) {
			return Fail(Conflict, "user.link_only_failed", "name", m.Name)
		}
		var i Invitation
		if token, i, err = t.newInvitation(a, m); err != nil {
			return err
		}
		expires = i.ExpiresAt
		shown := map[string]any{"outcome": MailingSent, "shown_hash": i.TokenHash}
		if err := t.Model(&Invitation{}).Where("membership_id = ?", i.MembershipID).Updates(shown).Error; err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "invitation.link_copied", Kind: TargetMembership, Target: id, Name: m.Name})
	})
	return p, token, expires, err
}
