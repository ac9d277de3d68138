package handlers_test

import "coulisse/models"

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
