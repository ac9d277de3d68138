package handlers_test

import (
	"regexp"
	"slices"

	"coulisse/access"
	"coulisse/models"
)

// addBoth adds two people who belong to both organisations: one is in ours with every right and
// has few in the other, the other one is in the neighbour's and sees chosen events of ours.
func (w *world) addBoth(mine []string) {
	few := access.Grant{Levels: access.Levels{access.Events: access.Edit, access.Users: access.Edit}, Scope: access.Scope{All: true}}
	seen := access.Grant{Levels: access.Levels{access.Events: access.Approve, access.Customers: access.Approve, access.Users: access.Approve, access.AccessControl: access.Edit}, Scope: access.Scope{Events: mine}}
	all := access.Grant{Levels: access.Everything(), Scope: access.Scope{All: true}}
	w.both("both, here", w.owner, all, w.other, few)
	w.both("both, there", w.other, all, w.owner, seen)
}

func (w *world) both(name string, here access.Actor, g access.Grant, there access.Actor, also access.Grant) {
	w.t.Helper()
	email := regexp.MustCompile(`\W+`).ReplaceAllString(name, ".") + "@both.example"
	c := &caller{name: name, actor: w.Member(here, email, w.dress("Duo "+name), g)}
	membership, token := w.Invite(there, email, "Duo", also)
	_, err := w.Store.Accept(w.t.Context(), token, c.actor.User, models.Newcomer{})
	w.must(err)
	c.also = access.Actor{User: c.actor.User, Membership: membership, Organisation: there.Organisation, Name: c.actor.Name, Email: email, Grant: also}
	w.who = append(w.who, c)
}

// namesRows are the first parts of addresses whose :id leads into another of one's organisations.
var namesRows = []string{"events", "door-sales", "access-control", "finance", "reports", "orders", "customers", "imports", "users", "roles", "account", "help", "tasks", "contacts"}

// placed is the cell as the caller who has several organisations comes to it: in the one where
// its row stands, if they may open it there.
func (c cell) placed() cell {
	also := c.who.also
	if also.User == "" || c.row == nil || c.row.organisation != also.Organisation || !slices.Contains(namesRows, resource(c.route)) {
		return c
	}
	moved := *c.who
	moved.name, moved.actor, moved.also, moved.before = c.who.name+", moved", also, c.who.actor, c.who
	there := cell{c.route, &moved, c.row, c.body}
	section, level, leveled := c.level()
	whole := resource(c.route) == "account"
	if there.hidden() || leveled && !also.Can(section, level) || c.route.Access.String() == "owner" || whole && !also.Grant.Scope.All {
		return c
	}
	return there
}

// switcher are the parts of a page that name one's other organisations.
var switcher = regexp.MustCompile(`(?s)<form method="post" action="/organisation".*?</form>|<select[^>]*name="organisation".*?</select>`)
