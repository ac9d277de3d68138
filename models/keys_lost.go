package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// KeysLost says what no longer works without the keys that a database was used with. It is the
// error of an Open with another keys file.
type KeysLost struct {
	File     string // the keys file
	There    bool   // it is there, with other keys
	Remedy   string // the command for when the keys are gone for good
	Orders   int    // paid orders whose buyers were mailed a link to their tickets
	Coming   int    // those of them whose event is not over
	Mails    int    // that wait with a link
	Shops    int    // orders that a shop may ask for again
	Requests int    // open ones to the support desk, which are answered by mail
}

// keysLost counts what the keys are needed for.
func (s *Store) keysLost(ctx context.Context, file string, there bool) (*KeysLost, error) {
	l := &KeysLost{File: file, There: there, Remedy: "coulisse keys rotate --lost"}
	mailed := func(db *gorm.DB) *gorm.DB {
		reached := db.Table("buyers").Select("id").Where("email <> ''")
		return db.Table("orders").Where("orders.state = ? AND orders.buyer_id IN (?)", OrderPaid, reached)
	}
	db, now := s.read(ctx), s.Now()
	for _, c := range []struct {
		to    *int
		query *gorm.DB
	}{
		{&l.Orders, mailed(db)},
		{&l.Coming, mailed(db).Joins("JOIN events ON events.id = orders.event_id").Where("events.ends_at > ?", now)},
		{&l.Mails, db.Table("mails").Where("secret IS NOT NULL AND state IN ?", []string{mailQueued, mailSending})},
		{&l.Shops, db.Table("api_orders")},
		{&l.Requests, db.Table("support_requests").Where("state <> ?", RequestClosed)},
	} {
		var n int64
		if err := c.query.Count(&n).Error; err != nil {
			return nil, err
		}
		*c.to = int(n)
	}
	return l, nil
}

func (l *KeysLost) Error() string {
	what := "there is no keys file " + l.File
	if l.There {
		what = "the keys file " + l.File + " is another one than the database was used with"
	}
	return what + ". Without the right one these are lost: " + l.Cost() +
		". Bring the file back; if it is gone for good, run " + l.Remedy
}

// Cost lists what no longer works.
func (l *KeysLost) Cost() string {
	return fmt.Sprintf("the mailed links to the tickets of %d orders (%d for events to come), "+
		"%d waiting mails with a link, the answers to shops that send one of %d orders again, "+
		"answers by mail to %d requests", l.Orders, l.Coming, l.Mails, l.Shops, l.Requests)
}
