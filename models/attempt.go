package models

import (
	"math"
	"net/netip"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// What failed sign-ins, and requests for a new password, are counted by.
const (
	attemptAccount = "account" // the folded e-mail address, known or not: tries of strangers
	attemptAddress = "address" // the client's network address: tries of strangers
	attemptBrowser = "browser" // a person, and a browser in which they have signed in before
	attemptSession = "session" // a session, whose person enters their own password again
	attemptForgot  = "forgot"  // the client's network address, or a known browser, asking for mails
	attemptMailed  = "mailed"  // the folded e-mail address to which mails left that were asked for
)

// TryCount counts failures under a key, since the first of them.
type TryCount struct {
	Kind        string `gorm:"primaryKey"`
	Key         string `gorm:"primaryKey"`
	Failures    int
	Since       time.Time
	LockedUntil *time.Time
}

// TableName is the table's.
func (TryCount) TableName() string { return "attempts" }

// counter is a kind and a key under which something is counted.
type counter struct{ kind, key string }

// refused is the error for a counter that is locked, and says for how long yet.
func (c counter) refused(left time.Duration) *Error {
	e := Fail(RateLimited, "login.locked_"+c.kind, "minutes", int(math.Ceil(left.Minutes())))
	e.After = int(math.Ceil(left.Seconds()))
	return e
}

// attempt reads what is counted; nothing once the window or the last lock is over. RateLimited
// while it is locked.
func attempt(db *gorm.DB, c counter, window time.Duration, now time.Time) (a TryCount, err error) {
	if err := db.Where("kind = ? AND key = ?", c.kind, c.key).Limit(1).Find(&a).Error; err != nil {
		return a, err
	}
	switch {
	case a.LockedUntil != nil && a.LockedUntil.After(now):
		return a, c.refused(a.LockedUntil.Sub(now))
	case a.LockedUntil != nil || now.Sub(a.Since) > window:
		return TryCount{}, nil
	}
	return a, nil
}

// count counts one more failure, and returns how many there are; the first one opens the window.
// RateLimited while it is locked.
func (t *tx) count(c counter, window time.Duration) (failures int, err error) {
	a, err := attempt(t.DB, c, window, t.now)
	if err != nil {
		return 0, err
	}
	if a.Failures == 0 {
		a = TryCount{Kind: c.kind, Key: c.key, Since: t.now}
	}
	a.Failures++
	return a.Failures, t.Clauses(clause.OnConflict{UpdateAll: true}).Create(&a).Error
}

// lock locks a counter that has reached its limit, and tells whether this call did.
func (t *tx) lock(c counter, limit int, until time.Time) (locked bool, err error) {
	result := t.Model(&TryCount{}).Where("kind = ? AND key = ?", c.kind, c.key).
		Where("failures >= ? AND locked_until IS NULL", limit).Update("locked_until", until)
	return result.RowsAffected > 0, result.Error
}

// forget forgets what was counted.
func (t *tx) forget(c counter) error {
	return t.Where("kind = ? AND key = ?", c.kind, c.key).Delete(&TryCount{}).Error
}

// network is the key under which a client's address is counted: an IPv6 one by its /64,
// which one customer has to themselves.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	prefix, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
