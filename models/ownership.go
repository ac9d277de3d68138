package models

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// How long what leads to another owner stands (EC9).
const (
	OfferLife    = 7 * 24 * time.Hour // of an offer that nobody answers
	BackFor      = 72 * time.Hour     // after a transfer, for the former owner to take it back
	ObjectionFor = 7 * 24 * time.Hour // after the second approval of a letter, for the owner to object
)

// Transfer is the ownership of an organisation offered by its owner to one of its members.
type Transfer struct {
	ID             string
	OrganisationID string
	FromID         string // membership
	FromName       string
	ToID           string // membership
	ToName         string
	ToEmail        string
	State          string
	Held           string // standing of the successor before
	OfferedAt      time.Time
	ExpiresAt      time.Time
	BackUntil      *time.Time
	EndedAt        *time.Time
}

// TableName is where transfers are kept.
func (Transfer) TableName() string { return "ownership_transfers" }

// States of a transfer.
const (
	TransferOffered   = "offered"
	TransferWithdrawn = "withdrawn"
	TransferDeclined  = "declined"
	TransferLapsed    = "lapsed" // nobody answered, or the successor is not there any more
	TransferAccepted  = "accepted"
	TransferTakenBack = "taken_back"
)

// Ownership is who owns an organisation, and what of its changes concerns whoever looks.
type Ownership struct {
	Owner  User
	Offer  *Transfer // open; for the owner and the successor alone
	Back   *Transfer // may still be taken back; for the former owner and the new one
	Letter *Letter   // of which the owner has been told, and may object to; for the owner alone
}

// Ownership reads it for an actor.
func (s *Store) Ownership(ctx context.Context, a access.Actor) (o Ownership, err error) {
	db, now := s.read(ctx), s.Now()
	if o.Owner, err = s.Owner(ctx, a); err != nil {
		return o, err
	}
	o.Offer, err = transfer(db, "organisation_id = ? AND state = ? AND expires_at > ? AND (from_id = ? OR to_id = ?)", a.Organisation, TransferOffered, now, a.Membership, a.Membership)
	if err != nil {
		return o, err
	}
	o.Back, err = transfer(db, "organisation_id = ? AND state = ? AND back_until > ? AND (from_id = ? OR to_id = ?)", a.Organisation, TransferAccepted, now, a.Membership, a.Membership)
	if err != nil || !a.Owner {
		return o, err
	}
	o.Letter, err = letterOf(db, "organisation_id = ? AND state = ?", a.Organisation, LetterRunning)
	return o, err
}

// transfer finds one by a condition; nil when there is none.
func transfer(db *gorm.DB, condition string, args ...any) (*Transfer, error) {
	var x Transfer
	if err := db.Raw("SELECT * FROM ownership_transfers WHERE "+condition+" LIMIT 1", args...).Scan(&x).Error; err != nil || x.ID == "" {
		return nil, err
	}
	return &x, nil
}

// standing is what somebody is in an organisation besides its owner.
type standing struct {
	Role        string
	Grant       access.Grant
	Orders      bool
	Settlements bool
}

// standingOf is what a person is now.
func standingOf(p *Person) standing {
	return standing{Role: p.Role, Grant: p.Grant, Orders: p.NotifyOrders, Settlements: p.NotifySettlements}
}

// formerOwner is what an owner who hands over becomes: a member who may do everything else.
func formerOwner(p *Person) standing {
	return standing{Role: "superuser", Grant: everything(), Orders: p.NotifyOrders, Settlements: p.NotifySettlements}
}

func (s standing) text() (string, error) {
	text, err := json.Marshal(s)
	return string(text), err
}

// standing reads what a successor held; a role that is gone meanwhile is none.
func (t *tx) standing(x *Transfer) (s standing, err error) {
	if err := json.Unmarshal([]byte(x.Held), &s); err != nil {
		return s, err
	}
	s.Orders = s.Orders && s.Grant.Levels.ReadsOrders()
	s.Settlements = s.Settlements && s.Grant.Levels.ReadsSettlements()
	if err := t.checkRole(x.OrganisationID, s.Role); CodeOf(err) == Invalid {
		s.Role = access.Custom
	} else if err != nil {
		return s, err
	}
	return s, nil
}

// makeOwner moves the ownership of an organisation to an active member who has accepted, and gives
// the one who leaves it a standing. Every way to another owner ends here, so that there is exactly
// one owner at every moment: each of the two rows changes only while it is what it was read as, and
// a unique index and a CHECK stand behind. The history of the one who leaves it tells who did it:
// by, nobody for a letter that was due. Conflict when somebody else was faster.
func (t *tx) makeOwner(by access.Actor, from, to *Person, left standing) error {
	faster := Fail(Conflict, "ownership.changed_meanwhile")
	if !from.Owner || to.Owner || to.Status != Active || from.OrganisationID != to.OrganisationID {
		return faster
	}
	down := t.Exec(`UPDATE memberships SET owner = FALSE, role = ?, scope_all = ?, valid_from = ?, valid_until = ?, notify_orders = ?, notify_settlements = ?,
		version = version + 1, updated_at = ? WHERE id = ? AND organisation_id = ? AND owner`,
		left.Role, left.Grant.Scope.All, left.Grant.Validity.From, left.Grant.Validity.Until, left.Orders, left.Settlements, t.now, from.ID, from.OrganisationID)
	if err := one(down, faster); err != nil {
		return err
	}
	up := t.Exec(`UPDATE memberships SET owner = TRUE, role = ?, scope_all = TRUE, valid_from = '', valid_until = '', kept_until = NULL, version = version + 1, updated_at = ?
		WHERE id = ? AND organisation_id = ? AND state = ? AND active AND user_id IS NOT NULL AND NOT owner`, access.Custom, t.now, to.ID, to.OrganisationID, StateMember)
	if err := one(up, faster); err != nil {
		return err
	}
	if err := errors.Join(t.writeRights(from.Membership, left.Grant), t.writeRights(to.Membership, everything())); err != nil {
		return err
	}
	changes := rightsChanges(changed(nil, "role", from.Role, left.Role), everything(), left.Grant)
	return t.record(Entry{Actor: by, Organisation: from.OrganisationID, Action: "ownership.left", Kind: TargetMembership, Target: from.ID, Name: from.Name, Changes: changes})
}

// owner reads the owner of an organisation inside the transaction.
func (t *tx) owner(organisation string) (*Person, error) {
	people, err := t.store.people(t.DB, organisation, "m.owner")
	if err != nil {
		return nil, err
	}
	if len(people) != 1 {
		return nil, errors.New("organisation " + organisation + " has no owner")
	}
	return &people[0], nil
}

// ownerChanges is what the history tells of a change of owner, and of the successor's rights.
func ownerChanges(from, to string, had, has access.Grant) []Change {
	return rightsChanges(changed(nil, "owner", from, to), had, has)
}
