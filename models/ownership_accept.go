package models

import (
	"context"

	"coulisse/access"
)

// AcceptOwnership makes the successor the owner at once; whoever owned it becomes a member who may
// do everything else, whom nobody changes for as long as they may take it back. Letters that are
// under way have lost their reason. Both are mailed. NotFound for anybody to whom the ownership is
// not offered.
func (s *Store) AcceptOwnership(ctx context.Context, a access.Actor) (x *Transfer, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if x, err = t.openOffer("to_id", a); err != nil {
			return err
		}
		if x == nil {
			return missing()
		}
		from, to, err := t.both(x)
		if err != nil {
			return err
		}
		if err := t.acceptTransfer(x, from, to); err != nil {
			return err
		}
		if err := t.makeOwner(a, from, to, formerOwner(from)); err != nil {
			return err
		}
		if err := t.endLetters(a, a.Organisation); err != nil {
			return err
		}
		if err := t.recordTransfer(a, x, "ownership.accepted", ownerChanges(x.FromName, x.ToName, to.Grant, everything())...); err != nil {
			return err
		}
		return t.tellTransfer(MailOwnershipAccepted, x, x.FromID, x.ToID)
	})
	return x, err
}

// both reads the two people of a transfer.
func (t *tx) both(x *Transfer) (from, to *Person, err error) {
	if from, err = t.store.person(t.DB, x.OrganisationID, x.FromID); err != nil {
		return nil, nil, err
	}
	to, err = t.store.person(t.DB, x.OrganisationID, x.ToID)
	return from, to, err
}

// acceptTransfer keeps what the successor holds, and lets the former owner take it back for a while.
func (t *tx) acceptTransfer(x *Transfer, from, to *Person) (err error) {
	until := t.now.Add(BackFor)
	x.State, x.BackUntil = TransferAccepted, &until
	if x.Held, err = standingOf(to).text(); err != nil {
		return err
	}
	accepted := t.Exec("UPDATE ownership_transfers SET state = ?, held = ?, back_until = ?, ended_at = ? WHERE id = ? AND state = ? AND expires_at > ?",
		x.State, x.Held, until, t.now, x.ID, TransferOffered, t.now)
	if err := one(accepted, Fail(Conflict, "ownership.changed_meanwhile")); err != nil {
		return err
	}
	return t.Exec("UPDATE memberships SET kept_until = ? WHERE id = ? AND organisation_id = ?", until, from.ID, from.OrganisationID).Error
}

// MayTakeBack tells whether the actor handed the ownership over so lately that they may take it
// back: NotFound for anybody else.
func (s *Store) MayTakeBack(ctx context.Context, a access.Actor) error {
	o, err := s.Ownership(ctx, a)
	if err == nil && (o.Back == nil || o.Back.FromID != a.Membership) {
		err = missing()
	}
	return err
}

// TakeOwnershipBack undoes a transfer, once and by the former owner alone, within 72 hours: the
// other gets back what they held before. Both are mailed. NotFound as with MayTakeBack. The caller
// has asked for the password.
func (s *Store) TakeOwnershipBack(ctx context.Context, a access.Actor) (x *Transfer, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		x, err = transfer(t.DB, "organisation_id = ? AND state = ? AND back_until > ? AND from_id = ?", a.Organisation, TransferAccepted, t.now, a.Membership)
		if err != nil {
			return err
		}
		if x == nil {
			return missing()
		}
		former, owner, err := t.both(x)
		if err != nil {
			return err
		}
		held, err := t.standing(x)
		if err != nil {
			return err
		}
		if err := t.endTransfer(x, TransferAccepted, TransferTakenBack); err != nil {
			return err
		}
		if err := t.makeOwner(a, owner, former, held); err != nil {
			return err
		}
		if err := t.endOffers(a.Organisation); err != nil {
			return err
		}
		if err := t.endLetters(a, a.Organisation); err != nil {
			return err
		}
		if err := t.recordTransfer(a, x, "ownership.taken_back", changed(nil, "owner", x.ToName, x.FromName)...); err != nil {
			return err
		}
		return t.tellTransfer(MailOwnershipTakenBack, x, x.FromID, x.ToID)
	})
	return x, err
}

// endOfferTo ends an open offer to somebody who is removed.
func (t *tx) endOfferTo(p *Person) error {
	open, err := transfer(t.DB, "organisation_id = ? AND state = ? AND to_id = ?", p.OrganisationID, TransferOffered, p.ID)
	if err != nil || open == nil {
		return err
	}
	return t.lapse(open)
}

// endOffers ends an open offer of an owner who owns nothing any more.
func (t *tx) endOffers(organisation string) error {
	open, err := transfer(t.DB, "organisation_id = ? AND state = ?", organisation, TransferOffered)
	if err != nil || open == nil {
		return err
	}
	return t.lapse(open)
}
