package models

import (
	"context"

	"coulisse/access"
)

// Waiting counts what waits for somebody who may send invitations, import orders or settle events,
// or who owns the organisation.
type Waiting struct {
	Prepared    int // invitations that nobody has sent yet
	Failed      int // invitations whose mail could not be sent
	Expired     int // invitations that ran out unanswered
	People      int // everybody in the list, the actor included, at most 2
	Imports     int // files of orders that are checked and that nobody has confirmed yet
	Settlements int // prepared ones that nobody has settled yet
	Changes     int // of people's details, that the owner is asked for
	Unsent      int // invitations whose mail waits to be sent
	Tickets     int // orders whose tickets could not be sent

	Held *HeldMails // to the owner: why no mail leaves; nil while mails leave
}

// HeldMails is why no mail leaves, and how many of an organisation's mails wait because of it.
type HeldMails struct {
	MailPause
	N int
}

// Waiting counts for an actor who may send invitations, import orders or settle events, and for the
// owner what people ask for; for anybody else nothing waits.
func (s *Store) Waiting(ctx context.Context, a access.Actor) (w Waiting, err error) {
	if w.Imports, err = s.importsWaiting(ctx, a); err != nil {
		return w, err
	}
	if err := s.mailsWaiting(ctx, a, &w); err != nil {
		return w, err
	}
	if w.Changes, err = s.tasksWaiting(ctx, a); err != nil {
		return w, err
	}
	if w.Settlements, err = s.settlementsWaiting(ctx, a); err != nil || !a.Can(access.Users, access.Approve) {
		return w, err
	}
	const from = " FROM memberships m LEFT JOIN invitations i ON i.membership_id = m.id WHERE m.organisation_id = ?"
	for status, n := range map[Status]*int{Prepared: &w.Prepared, Failed: &w.Failed, Expired: &w.Expired} {
		condition, args := status.condition(s.Now(), "")
		if err := s.read(ctx).Raw("SELECT count(*)"+from+" AND "+condition, append([]any{a.Organisation}, args...)...).Scan(n).Error; err != nil {
			return w, err
		}
	}
	err = s.read(ctx).Raw("SELECT count(*) FROM (SELECT 1 FROM memberships WHERE organisation_id = ? LIMIT 2)", a.Organisation).Scan(&w.People).Error
	return w, err
}

// mailsWaiting counts the mails that did not leave and that somebody can do something about.
func (s *Store) mailsWaiting(ctx context.Context, a access.Actor, w *Waiting) (err error) {
	if w.Tickets, err = s.FailedTickets(ctx, a); err != nil {
		return err
	}
	if !a.Can(access.Users, access.Approve) {
		return nil
	}
	db := s.read(ctx)
	pause, err := mailPause(db)
	if err != nil {
		return err
	}
	var unsent int64
	err = db.Table("memberships m").Joins("JOIN invitations i ON i.membership_id = m.id").
		Where("m.organisation_id = ? AND m.state = ? AND i.outcome = ?", a.Organisation, StateInvited, MailingQueued).
		Where("? OR i.failure <> '' OR i.created_at <= ?", pause != nil, s.Now().Add(-soonSent)).Count(&unsent).Error
	if w.Unsent = int(unsent); err != nil || pause == nil || !a.Owner {
		return err
	}
	var held int64
	err = db.Model(&mailRow{}).Where(mailWaits+" AND organisation_id = ?", a.Organisation).Count(&held).Error
	w.Held = &HeldMails{MailPause: *pause, N: int(held)}
	return err
}

// importsWaiting counts the checked imports that the actor may confirm.
func (s *Store) importsWaiting(ctx context.Context, a access.Actor) (n int, err error) {
	if !a.Can(access.Customers, access.Edit) {
		return 0, nil
	}
	where, args := scoped(a, "event_id")
	err = s.read(ctx).Raw("SELECT count(*) FROM imports WHERE "+where+" AND state = ?", append(args, ImportChecked)...).Scan(&n).Error
	return n, err
}

// settlementsWaiting counts the prepared settlements that the actor may settle.
func (s *Store) settlementsWaiting(ctx context.Context, a access.Actor) (n int, err error) {
	if !a.Can(access.Finance, access.Approve) {
		return 0, nil
	}
	where, args := scopedIn(a, "x.", "event_id")
	err = s.read(ctx).Raw("SELECT count(*) FROM settlements x JOIN organisations o ON o.id = x.organisation_id WHERE "+where+" AND x.state = ? AND NOT o.own_acquiring",
		append(args, SettlementPrepared)...).Scan(&n).Error
	return n, err
}

// ScopeNames are the names of the actor's chosen events, in order; none for all events.
func (s *Store) ScopeNames(ctx context.Context, a access.Actor) (names []string, err error) {
	if a.Grant.Scope.All {
		return nil, nil
	}
	err = s.read(ctx).Raw(`SELECT e.name FROM membership_events c JOIN events e ON e.id = c.event_id
		WHERE c.membership_id = ? AND c.organisation_id = ? ORDER BY e.sort_name, e.id`, a.Membership, a.Organisation).Scan(&names).Error
	return names, err
}
