package handlers_test

import (
	"slices"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/models"
)

// cell is one request of the matrix.
type cell struct {
	route handlers.Route
	who   *caller
	row   *row   // nil when the address has no parameter
	body  string // "", empty or filled
}

func (c cell) String() string {
	s := c.who.name + ": " + c.route.Method + " " + c.route.Path
	if c.row != nil {
		s += " of " + c.row.name
	}
	return s + " " + c.body
}

func (c cell) level() (section access.Section, level access.Level, ok bool) {
	s, l, found := strings.Cut(c.route.Access.String(), ":")
	level, ok = access.ParseLevel(strings.TrimSuffix(l, "+sells"))
	return access.Section(s), level, found && ok
}

// sells tells whether the route asks for what a token of the API gives, besides its level.
func (c cell) sells() bool { return strings.HasSuffix(c.route.Access.String(), "+sells") }

// foreign tells whether the row is none that the caller may know of.
func (c cell) foreign() bool {
	return c.row != nil && (c.row.organisation != c.who.actor.Organisation || c.hidden())
}

// hidden tells whether a row inside is out of what the caller sees.
func (c cell) hidden() bool {
	hidden := c.row.event != "" && !c.who.actor.Sees(c.row.event)
	if c.row.of != "" {
		hidden = c.row.of != c.who.actor.Membership && !(c.row.toOwner && c.who.actor.Owner)
	}
	if c.row.scope != nil {
		hidden = !c.row.scope.Within(c.who.actor.Grant.Scope)
	}
	return hidden
}

// resource is the first part of a route's address.
func resource(r handlers.Route) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
	return first
}

// want is the status that the rules of access give, in their order: who is not signed in
// signs in first, who lacks the level is refused, a row that is not theirs was never there,
// the rules of delegation refuse; only then the state of the row and what was entered count.
func (w *world) want(c cell) int {
	section, level, leveled := c.level()
	actor := c.who.actor
	if status, ok := w.wantOwnership(c); ok {
		return status
	}
	if status, ok := wantStaff(c); ok {
		return status
	}
	if status, ok := w.wantDesk(c); ok {
		return status
	}
	switch {
	case c.route.Access.String() == "public":
		return wantPublic(c)
	case c.route.Access.String() == "token":
		return 401 // a session is nothing there; see shops for those who bear a token
	case c.who.shut:
		return 303
	case leveled && !actor.Can(section, level), c.route.Access.String() == "owner" && !actor.Owner, c.sells() && !actor.Grant.Levels.SellsByToken():
		return 403
	case c.route.Name == "user.status" && c.body == "empty":
		return 422 // whoever the address names
	case strings.HasPrefix(c.route.Path, "/support/requests/"):
		return wantDeskRequest(c)
	case c.foreign():
		return 404
	case c.row != nil && resource(c.route) == "help":
		return wantHelp(c)
	case c.row != nil && section == access.Users && resource(c.route) == "users" && level > access.View && actor.MayManage(c.row.person, level) != access.Allowed:
		return 403
	case slices.Contains([]string{"event.new", "event.create", "event.copy.form", "event.copy"}, c.route.Name) && !actor.Grant.Scope.All:
		return 403
	case c.row != nil && resource(c.route) == "roles":
		return wantRole(c)
	case c.row != nil && resource(c.route) == "events":
		return wantEvent(c)
	case c.row != nil && resource(c.route) == "access-control":
		return wantScan(c)
	case c.row != nil && resource(c.route) == "users":
		return w.wantPerson(c)
	case c.row != nil && resource(c.route) == "door-sales":
		return wantDoor(c)
	case resource(c.route) == "finance":
		return wantFinance(c)
	case c.row != nil && resource(c.route) == "imports":
		return wantImport(c)
	case c.row != nil && resource(c.route) == "account":
		return wantToken(c)
	case c.row != nil && resource(c.route) == "contacts":
		return wantContact(c)
	case c.row != nil && resource(c.route) == "tasks":
		return wantTask(c)
	case resource(c.route) == "profile" && strings.HasSuffix(c.route.Path, "/change"):
		return 303 // who may change their details alone is led to where they do
	case c.row != nil && section == access.Customers:
		return wantCustomer(c)
	case c.route.Method == "GET":
		return 200
	}
	return wantForm(c)
}

// wantPublic holds for the signed-in and the signed-out but for what names them.
func wantPublic(c cell) int {
	if c.row != nil && c.row.organisation == "" {
		return 404
	}
	in := !c.who.shut
	switch c.route.Name {
	case "setup.form", "setup.create":
		return 410
	case "login.form":
		if in {
			return 303
		}
		return 200
	case "invitation.accept", "opening.accept":
		if in {
			return 403 // invited is somebody else
		}
		return wantForm(c)
	}
	if c.route.Method == "GET" {
		return 200
	}
	return wantForm(c)
}

func wantEvent(c cell) int {
	state, settled := c.row.state, c.row.settled
	switch c.route.Name {
	case "event.edit", "event.update", "event.type.new", "event.type.create", "event.type.edit", "event.type.update", "event.type.remove.form", "event.type.remove":
		switch {
		case state == models.EventCancelled:
			return 409
		case state != models.EventDraft && !c.who.actor.Can(access.Events, access.Approve):
			return 403
		}
	case "event.publish":
		if state == models.EventPublished || state == models.EventCancelled || settled {
			return 409
		}
	case "event.close":
		if state != models.EventPublished {
			return 409
		}
	case "event.cancel", "event.cancel.form":
		if state == models.EventCancelled || settled {
			return 409
		}
	}
	if c.route.Method == "GET" {
		return 200
	}
	if c.route.Name == "event.type.remove" && state == "sold" {
		return 409
	}
	return wantForm(c)
}

// wantRole refuses to change or remove a role that gives more than the caller holds.
func wantRole(c cell) int {
	members := c.route.Name == "role.members" || c.route.Name == "role.members.update"
	if !members && !c.who.actor.Owner && len(c.row.person.Grant.Beyond(access.Grant{Levels: c.who.actor.Grant.Levels, Scope: access.Scope{All: true}})) > 0 {
		return 403
	}
	switch {
	case c.route.Name == "role.remove" && c.row.holder != nil:
		return 409
	case c.route.Method == "GET":
		return 200
	}
	return wantForm(c)
}

// waits tells whether the mail of an invitation has stood in the queue for longer than a mail takes.
func (w *world) waits(r row) bool {
	by := w.owner
	if r.organisation == w.other.Organisation {
		by = w.other
	}
	p, err := w.Store.Person(w.t.Context(), by, r.id)
	w.must(err)
	return p.Status == models.Invited && p.Invitation.Outcome == models.MailingQueued && w.Clock.Now().Sub(p.Invitation.CreatedAt) >= time.Minute
}

func (w *world) wantPerson(c cell) int {
	member := c.row.state == string(models.Active) || c.row.state == string(models.Inactive)
	switch c.route.Name {
	case "user.update":
		if c.body == "empty" {
			return 409 // it lacks the version
		}
	case "user.edit.step":
		return 200
	case "user.status":
		if c.body == "filled" && !member {
			return 409
		}
	case "user.invitation":
		if member {
			return 409
		}
	case "user.link":
		if c.row.state != string(models.Failed) && !w.waits(*c.row) {
			return 409
		}
		return 200
	case "user.password_reset":
		if c.row.state != string(models.Active) {
			return 409
		}
	}
	if c.route.Method == "GET" {
		return 200
	}
	return wantForm(c)
}

// traced tells whether a success is to stand in the history: a change of the organisation's
// rows, unless nobody was there to be changed.
func (c cell) traced() bool {
	if ofOwnership(c.route) {
		return true
	}
	if c.route.Name == "scan.create" {
		return false // it has a log of its own
	}
	if c.route.Name == "task.done" {
		return true
	}
	if c.route.Name == "role.members.update" {
		return c.row.holder != nil && c.who.actor.MayManage(c.row.holder.person, access.Approve) == access.Allowed
	}
	if c.route.Name == "user.bulk.do" {
		return slices.ContainsFunc(c.who.ticked, func(r row) bool {
			return r.organisation == c.who.actor.Organisation && c.who.actor.MayManage(r.person, access.Approve) == access.Allowed
		})
	}
	if strings.HasPrefix(c.route.Path, "/support/requests/") {
		return c.requestTraced()
	}
	_, _, leveled := c.level()
	return leveled || c.deskTraced()
}
