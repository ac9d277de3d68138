package models

import (
	"context"
	"encoding/hex"

	"gorm.io/gorm"

	"coulisse/access"
)

// Asked is an order that a shop asks for. Sent again under the same key it is the same order.
type Asked struct {
	Purchase
	Key  string // the shop's own, unique among those of its token
	Body []byte // as it was sent: under the same key, another one is refused
}

// PlacedOrder is an order of a token's with its tickets.
type PlacedOrder struct {
	Order
	Sheet    []Ticket
	Replayed bool // it was there already
}

// PlaceByToken places an order for a shop, once for each key. The token's scope, its last day
// and whether it is revoked are read in the same transaction. Unauthorized for a token that
// does not count any more, Invalid for a key that was used for another order, NotFound for
// an event out of scope or not published yet; else errors as with PlaceOrder.
func (s *Store) PlaceByToken(ctx context.Context, b *Bearer, ask Asked) (o *PlacedOrder, err error) {
	err = s.write(ctx, func(t *tx) error {
		b, err := s.bearer(t.DB, b.Token.TokenHash)
		if err != nil {
			return err
		}
		print := hex.EncodeToString(s.keys.fingerprint(b.Token.ID, ask.Body))
		if o, err = t.placedBefore(b, ask); o != nil || err != nil {
			return err
		}
		if err := t.offeredToShops(b.Actor, ask.Event); err != nil {
			return err
		}
		ask.Channel, ask.Source = ChannelAPI, b.Token.ID
		placed, err := t.place(b.Actor, ask.Purchase)
		if err != nil {
			return err
		}
		if err := t.Exec("INSERT INTO api_orders (token_id, idempotency_key, fingerprint, order_id, created_at) VALUES (?, ?, ?, ?, ?)",
			b.Token.ID, ask.Key, print, placed.ID, t.now).Error; err != nil {
			return err
		}
		o, err = placedOrder(t.DB, *placed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// placedBefore finds what a token has ordered under a key already, as it was then; nil when
// there is nothing.
func (t *tx) placedBefore(b *Bearer, ask Asked) (*PlacedOrder, error) {
	var before struct{ Fingerprint, OrderID string }
	if err := t.Raw("SELECT fingerprint, order_id FROM api_orders WHERE token_id = ? AND idempotency_key = ?", b.Token.ID, ask.Key).Scan(&before).Error; err != nil {
		return nil, err
	}
	switch {
	case before.Fingerprint == "":
		return nil, nil
	case t.store.keys.printed(before.Fingerprint, b.Token.ID, ask.Body):
		o, err := orderByToken(t.DB, b, before.OrderID)
		if err == nil {
			o.Replayed, o.State = true, OrderPaid // the answer is the one of the first time
		}
		return o, err
	}
	return nil, Fail(Invalid, "api.key_reused")
}

// offeredToShops finds an event in a token's scope; a draft is nothing that shops know of.
func (t *tx) offeredToShops(a access.Actor, id string) error {
	if !a.Sees(id) {
		return missing()
	}
	e, err := t.store.event(t.DB, a.Organisation, id)
	if err == nil && e.State == EventDraft {
		err = missing()
	}
	return err
}

// OrderByToken reads an order that this very token has placed; NotFound for any other.
func (s *Store) OrderByToken(ctx context.Context, b *Bearer, id string) (*PlacedOrder, error) {
	return orderByToken(s.read(ctx), b, id)
}

func orderByToken(db *gorm.DB, b *Bearer, id string) (*PlacedOrder, error) {
	var o Order
	if err := db.Raw("SELECT * FROM orders WHERE organisation_id = ? AND id = ? AND channel = ? AND source_id = ?", b.Actor.Organisation, id, ChannelAPI, b.Token.ID).Scan(&o).Error; err != nil {
		return nil, err
	}
	if o.ID == "" {
		return nil, missing()
	}
	return placedOrder(db, o)
}

func placedOrder(db *gorm.DB, o Order) (*PlacedOrder, error) {
	p := &PlacedOrder{Order: o}
	return p, db.Raw("SELECT * FROM tickets WHERE order_id = ? ORDER BY number", o.ID).Scan(&p.Sheet).Error
}

// TicketsToken is the part of the link to an order's tickets that nobody can guess.
func (s *Store) TicketsToken(o Order) string { return s.keys.orderToken(o.ID) }
