package models

import (
	"context"

	"coulisse/access"
	"coulisse/models/text"
)

// MayOffer tells why an owner cannot offer the ownership just now: a Conflict while an offer is
// open, or while the former owner may take it back. Nil when nothing stands in the way.
func (s *Store) MayOffer(ctx context.Context, a access.Actor) error {
	o, err := s.Ownership(ctx, a)
	switch {
	case err != nil:
		return err
	case !a.Owner:
		return Fail(Forbidden, "error.forbidden")
	case o.Offer != nil:
		return Fail(Conflict, "ownership.offered_already", "name", o.Offer.ToName)
	case o.Back != nil:
		return Fail(Conflict, "ownership.not_yet", "name", o.Back.FromName)
	}
	return nil
}

// OfferOwnership offers the ownership of the actor's organisation to the active member of an
// address (EC9); both are mailed. Invalid at email for anybody else, Conflict as with MayOffer;
// RateLimited for somebody to whom it was offered a moment ago, or often today, however the offers
// ended. The caller has asked for the owner's password.
func (s *Store) OfferOwnership(ctx context.Context, a access.Actor, email string) (x *Transfer, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, err := t.freshOwner(a)
		if err != nil {
			return err
		}
		if err := t.roomForOffer(a); err != nil {
			return err
		}
		to, err := t.successor(a.Organisation, email, true)
		if err != nil {
			return err
		}
		x = &Transfer{ID: NewID(), OrganisationID: a.Organisation, FromID: a.Membership, FromName: a.Name, ToID: to.ID, ToName: to.Name, ToEmail: to.Email,
			State: TransferOffered, OfferedAt: t.now, ExpiresAt: t.now.Add(OfferLife)}
		if err := t.mayResend(a.Organisation, MailOwnershipOffered, to.Email, to.Name); err != nil {
			return atAddress(err)
		}
		if err := t.Create(x).Error; err != nil {
			return err
		}
		if err := t.recordTransfer(a, x, "ownership.offered"); err != nil {
			return err
		}
		return t.tellTransfer(MailOwnershipOffered, x, x.FromID, x.ToID)
	})
	return x, err
}

// freshOwner reads the actor's rights again, for what the owner alone may do.
func (t *tx) freshOwner(a access.Actor) (access.Actor, error) {
	a, err := t.fresh(a)
	if err == nil && !a.Owner {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, err
}

// roomForOffer ends an offer that has run out, and refuses a second one.
func (t *tx) roomForOffer(a access.Actor) error {
	back, err := transfer(t.DB, "organisation_id = ? AND state = ? AND back_until > ?", a.Organisation, TransferAccepted, t.now)
	if err != nil {
		return err
	}
	if back != nil {
		return Fail(Conflict, "ownership.not_yet", "name", back.FromName)
	}
	open, err := transfer(t.DB, "organisation_id = ? AND state = ?", a.Organisation, TransferOffered)
	switch {
	case err != nil || open == nil:
		return err
	case open.ExpiresAt.After(t.now):
		return Fail(Conflict, "ownership.offered_already", "name", open.ToName)
	}
	return t.lapse(open)
}

// lapse ends an offer that nobody has answered.
func (t *tx) lapse(x *Transfer) error {
	if err := t.endTransfer(x, TransferOffered, TransferLapsed); err != nil {
		return err
	}
	return t.recordTransfer(access.Actor{Organisation: x.OrganisationID}, x, "ownership.lapsed")
}

// successor finds whom an address names: an active member who has accepted, and is not the owner.
// Invalid at email; with detail the sentence says what keeps them from it.
func (t *tx) successor(organisation, email string, detail bool) (*Person, error) {
	people, err := t.store.people(t.DB, organisation, "m.email_key = ?", text.AddressKey(email))
	if err != nil {
		return nil, err
	}
	key := "unknown"
	switch {
	case len(people) == 0:
	case people[0].Owner:
		key = "owner"
	case people[0].Status == Active:
		return &people[0], nil
	case detail:
		key = string(people[0].Status)
		if people[0].State != StateMember {
			key = "pending"
		}
	}
	name := ""
	if len(people) > 0 && detail {
		name = people[0].Name
	}
	return nil, Fault("email", "ownership.successor."+key, "name", name)
}

// WithdrawOwnership takes an open offer back; the successor is mailed. Conflict when there is none
// any more.
func (s *Store) WithdrawOwnership(ctx context.Context, a access.Actor) (x *Transfer, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.freshOwner(a)
		if err != nil {
			return err
		}
		if x, err = t.openOffer("from_id", a); err != nil {
			return err
		}
		if x == nil {
			return Fail(Conflict, "ownership.no_offer")
		}
		if err := t.endTransfer(x, TransferOffered, TransferWithdrawn); err != nil {
			return err
		}
		if err := t.recordTransfer(a, x, "ownership.withdrawn"); err != nil {
			return err
		}
		return t.tellTransfer(MailOwnershipWithdrawn, x, x.ToID)
	})
	return x, err
}

// openOffer is the offer that the actor made (from_id) or received (to_id); nil when there is none.
func (t *tx) openOffer(side string, a access.Actor) (*Transfer, error) {
	return transfer(t.DB, "organisation_id = ? AND state = ? AND expires_at > ? AND "+side+" = ?", a.Organisation, TransferOffered, t.now, a.Membership)
}

// endTransfer moves a transfer from one state to another, once.
func (t *tx) endTransfer(x *Transfer, from, to string) error {
	x.State = to
	return one(t.Exec("UPDATE ownership_transfers SET state = ?, ended_at = ? WHERE id = ? AND state = ?", to, t.now, x.ID, from), Fail(Conflict, "ownership.changed_meanwhile"))
}

// DeclineOwnership turns an offer down; the owner is mailed. NotFound for anybody to whom the
// ownership is not offered.
func (s *Store) DeclineOwnership(ctx context.Context, a access.Actor) (x *Transfer, err error) {
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
		if err := t.endTransfer(x, TransferOffered, TransferDeclined); err != nil {
			return err
		}
		if err := t.recordTransfer(a, x, "ownership.declined"); err != nil {
			return err
		}
		return t.tellTransfer(MailOwnershipDeclined, x, x.FromID)
	})
	return x, err
}

// recordTransfer tells the history of a transfer that has moved no rights.
func (t *tx) recordTransfer(a access.Actor, x *Transfer, action string, changes ...Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetMembership, Target: x.ToID, Name: x.ToName, Changes: changes})
}
