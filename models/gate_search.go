package models

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// GateTicket is a ticket as it is found at the door: whose it is stays with the customers.
type GateTicket struct {
	ID, Reference string // of the order
	Number        int    // within the order
	Tickets       int    // of the order
	Type          string // name
	Code          string
	Valid         bool
	State         string // of the order
	PlacedAt      time.Time
	CheckedInAt   *time.Time
	Device        string // where it came in
}

// Ending is enough of the code to tell a ticket from the others of its order, and too little
// to make one.
func (k GateTicket) Ending() string { return k.Code[max(0, len(k.Code)-4):] }

// GateTickets finds tickets of an event by their order's reference or by their code, and by the
// buyer's name where the actor may see customers too: at most MaxTickets, so that an order is
// always whole. It asks for access_control: approve.
func (s *Store) GateTickets(ctx context.Context, a access.Actor, event, typed string) (list []GateTicket, err error) {
	if !a.Can(access.AccessControl, access.Approve) || !a.Sees(event) {
		return nil, missing()
	}
	db := s.read(ctx)
	if reference, ok := OrderReference(typed); ok {
		return gateTickets(db, a, event, "o.reference = ?", reference)
	}
	if code, ok := TicketCode(typed); ok {
		if list, err = gateTickets(db, a, event, "k.code = ?", code); err != nil || len(list) > 0 {
			return list, err
		}
	}
	ranges, _ := text.Seek(typed)
	if len(ranges) == 0 || !a.Can(access.Customers, access.View) {
		return nil, nil
	}
	var conditions []string
	var args []any
	for _, r := range ranges {
		conditions = append(conditions, "o.buyer_id IN (SELECT buyer_id FROM buyer_tokens WHERE organisation_id = ? AND token >= ? AND token < ?)")
		args = append(args, a.Organisation, r.From, r.Until)
	}
	return gateTickets(db, a, event, strings.Join(conditions, " AND "), args...)
}

func gateTickets(db *gorm.DB, a access.Actor, event, condition string, args ...any) (list []GateTicket, err error) {
	err = db.Raw(`SELECT k.id, o.reference, k.number, o.tickets, y.name AS type, k.code, k.valid, o.state, o.placed_at, k.checked_in_at,
			COALESCE((SELECT device FROM check_ins WHERE ticket_id = k.id AND outcome = 'in' ORDER BY id DESC LIMIT 1), '') AS device
		FROM orders o JOIN tickets k ON k.order_id = o.id JOIN ticket_types y ON y.id = k.type_id
		WHERE o.organisation_id = ? AND o.event_id = ? AND `+condition+` ORDER BY o.placed_at, o.id, k.number LIMIT ?`,
		append(append([]any{a.Organisation, event}, args...), MaxTickets)...).Scan(&list).Error
	return list, err
}
