package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// ViewingLife is how long somebody of the support desk may look as a member before they must
// give a reason again.
const ViewingLife = 30 * time.Minute

// Viewing is a look of the support desk at the console as one of its members sees it.
type Viewing struct {
	Membership string // as whom
	Name       string
	Until      time.Time
}

// lookAs puts the member as whom a session of the desk looks into its viewer: with their rights
// to read alone, see access.Grant.LookedAt, and never as the owner. What the look hangs on is
// read on every request: the time, the organisation's consent, and that the member is active.
func (s *Store) lookAs(ctx context.Context, v *Viewer) error {
	v.ViewingOver = true
	until := v.Session.ViewingUntil
	if until == nil || !until.After(s.Now()) {
		return nil
	}
	return s.read(ctx).Transaction(func(db *gorm.DB) error {
		var o Organisation
		err := db.Raw("SELECT o.* FROM organisations o JOIN memberships m ON m.organisation_id = o.id WHERE m.id = ? AND o.support_view", v.Session.ViewingID).Scan(&o).Error
		if err != nil || o.ID == "" {
			return err
		}
		p, err := s.person(db, o.ID, v.Session.ViewingID)
		if CodeOf(err) == NotFound || err == nil && p.Status != Active {
			return nil
		}
		if err != nil {
			return err
		}
		v.ViewingOver, v.Organisation = false, o
		v.Viewing = &Viewing{Membership: p.ID, Name: p.Name, Until: *until}
		v.Actor.User, v.Actor.Name, v.Actor.Email = *p.UserID, p.Name, p.Email
		v.Actor.Membership, v.Actor.Organisation = p.ID, o.ID
		v.Actor.Looking, v.Actor.Grant = true, p.held().LookedAt()
		return nil
	})
}
