package handlers_test

import (
	"coulisse/access"
	"coulisse/handlers"
	"coulisse/models"
)

// wantDoor: a till is opened and sold on while its event is on sale, and gives money back until
// it is closed.
func wantDoor(c cell) int {
	published, closed := c.row.state == models.EventPublished, c.row.state == "closed"
	switch c.route.Name {
	case "door.sell":
		if !published {
			return 422 // there is no till to sell on
		}
	case "door.till.open":
		if !published && c.body == "filled" {
			return 409
		}
	case "door.till.close", "door.till.close.form", "door.void", "door.void.form":
		if closed {
			return 409
		}
	}
	if c.route.Method == "GET" {
		return 200
	}
	return wantForm(c)
}

// wantFinance: what is closed is prepared, what is prepared is settled, and what is settled stays;
// the fees are for those who work in all events.
func wantFinance(c cell) int {
	if c.row == nil {
		if c.route.Access == handlers.Needs(access.Finance, access.Approve) && !c.who.actor.Grant.Scope.All {
			return 403
		}
		if c.route.Method == "GET" {
			return 200
		}
		return wantForm(c)
	}
	prepared, settled := c.row.state == models.SettlementPrepared, c.row.state == models.SettlementSettled
	can := true
	switch c.route.Name {
	case "finance.prepare":
		can = prepared || c.row.state == models.EventCancelled
	case "finance.settle.form":
		can = prepared
	case "finance.settle":
		can = prepared && c.body == "filled"
	case "finance.statement":
		can = prepared || settled
	}
	switch {
	case !can:
		return 409
	case c.route.Method == "GET":
		return 200
	}
	return 303
}
