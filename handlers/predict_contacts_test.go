package handlers_test

import (
	"coulisse/access"
	"coulisse/models"
)

// wantContact: an entry is anybody's to change who edits the directory; web access is given once;
// who has it is taken out, or mailed a password link, under the rules of delegation.
func wantContact(c cell) int {
	user, actor := c.row.person.Membership != "", c.who.actor
	switch c.route.Name {
	case "contact.access.form", "contact.access":
		if user {
			return 409
		}
	case "contact.remove.form", "contact.remove":
		if user && actor.MayManage(c.row.person, access.Approve) != access.Allowed {
			return 403
		}
	case "contact.password_reset":
		switch {
		case !user:
			return 409
		case actor.MayReach(c.row.person) != access.Allowed:
			return 403
		case c.row.state != string(models.Active):
			return 409
		}
	}
	if c.route.Method == "GET" {
		return 200
	}
	return wantForm(c)
}

// wantTask: what is done stays done.
func wantTask(c cell) int {
	if c.row.state == models.TaskDone {
		return 409
	}
	return 303
}
