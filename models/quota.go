package models

import (
	"errors"

	"gorm.io/gorm"
)

// errQuota is a fault of ours: tickets were sold without being drawn from their quota.
var errQuota = errors.New("more seats are put back than were drawn")

// draw takes seats from the quota of a ticket type that has one. It meets no row when fewer are
// left: that is the whole check, so that parallel sales cannot pass it (CC7).
func (t *tx) draw(root string, seats int) *gorm.DB {
	return t.Exec("UPDATE ticket_types SET taken = taken + ? WHERE id = ? AND taken + ? <= quota", seats, root, seats)
}

// putBack gives seats back to the quota that they were drawn from.
func (t *tx) putBack(root string, seats int) error {
	return one(t.Exec("UPDATE ticket_types SET taken = taken - ? WHERE id = ? AND taken >= ?", seats, root, seats), errQuota)
}

// seatsLeft is how many seats a quota still has.
func (t *tx) seatsLeft(root string) (left int, err error) {
	err = t.Raw("SELECT quota - taken FROM ticket_types WHERE id = ?", root).Scan(&left).Error
	return left, err
}
