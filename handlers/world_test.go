package handlers_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// world is two organisations on one console, with a row of every kind and state in the
// first, and somebody for every level of every section to try what they may do.
type world struct {
	*testkit.App
	t      *testing.T
	owner  access.Actor
	other  access.Actor // the neighbour's owner
	who    []*caller
	rows   map[string][]row // by the first part of an address: events, users, roles …
	setup  string           // token of the spent set-up link
	dress  func(string) string
	style  string          // address of the stylesheet
	ledger *testkit.Ledger // that watches App, if one does
	shops  []shop          // programs that bear a token, see addShops

	references []string // of orders, see orderMarks
}

// caller is somebody who tries.
type caller struct {
	name      string
	actor     access.Actor // zero when signed out
	also      access.Actor // the same person in the other organisation; zero for most
	before    *caller      // who that was before the row of a cell led them there
	staff     access.Staff // of the support desk; zero for everybody else
	shut      bool         // has no access, though the browser may hold a session
	token     string       // of the session, "" for none
	onSale    []string     // id of an event on sale that they see, if there is one
	ticked    []row        // whom they try to change all at once: some theirs to change, some not
	refusedAt string       // name of the route to which a stale session was last brought
}

// row is what an address with a parameter may name.
type row struct {
	name, id      string
	under         string     // id of what stands below it in the address, as a ticket type below its event
	event         string     // id, of what belongs to an event: seen by those who see it
	settled       bool       // of an event
	organisation  string     // whose it is; "" for one that never was
	fields        url.Values // what the form about it is filled in with
	form          string     // the route of that form
	known         string     // what a buyer is known by, to be typed before they are erased
	of            string     // id of the membership that alone may know of it; "" for everybody inside
	toOwner       bool       // the organisation's owner may know of it besides
	state         string     // of an event or a membership
	version       int
	scopedVersion int           // the same where the form has another for those who have chosen some events; 0 for none
	person        access.Target // levels alone, of a role
	holder        *row          // of a role
	tickets       []string      // of a door: one that is in, one that is not
	scope         *access.Scope // of a token: known to those whose own scope holds it
	token         string        // of an order: id of the token that placed it
}

// Marks that no other organisation may read, folded: names, addresses, venues.
const (
	ourMark    = "nordlys"
	theirMark  = "quaidix"
	hiddenMark = "grottesal" // of the events out of the scoped people's choice
)

// buyerMarks are of the contact details of buyers, which customer service alone may read.
var buyerMarks = []string{"@cyrano.example", "5550100"}

// asItIs dresses no name.
func asItIs(name string) string { return name }

// newWorld builds it; dress may make something else of every name that people choose.
func newWorld(t *testing.T, dress func(string) string) *world {
	t.Helper()
	a := testkit.NewApp(t, func(c *config.Config) { c.Mail.Transport = "mailbox" })
	w := &world{App: a, t: t, rows: map[string][]row{}, dress: dress}
	var err error
	if w.setup, err = a.Store.NewSetupLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.owner = a.Found()
	w.other = a.Neighbour("Théâtre Quaidix", "odile@quaidix.example", "Odile Quaidix")
	mine := w.addEvents()
	w.addSales()
	w.addSettlements()
	w.addRoles()
	w.addPeople(mine)
	w.addBoth(mine)
	w.addCallers(mine)
	w.addStaff()
	w.addTokens()
	w.addShops(mine)
	w.addReports()
	w.touchHidden()
	w.addGates()
	w.addImports()
	w.addUploads()
	w.addRequests()
	w.addDesk()
	w.addTasks()
	w.addContacts()
	w.addOwnership()
	w.countContacts(mine)
	w.tick()
	for path := range w.rows {
		for name, id := range map[string]string{"never": "0190a0a0-0000-7000-8000-000000000000", "short": "0", "quoted": "'%20OR%201=1--", "broken": "%C3%28", "nul": "%00"} {
			w.rows[path] = append(w.rows[path], row{name: name, id: id, under: id})
		}
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) event(by access.Actor, name, venue, state string) string {
	w.t.Helper()
	begins := testkit.Now.Add(30 * 24 * time.Hour)
	id, err := w.Store.CreateEvent(w.t.Context(), by, models.EventDetails{Name: w.dress(name), Venue: w.dress(venue), BeginsAt: begins, EndsAt: begins.Add(2 * time.Hour)})
	w.must(err)
	if state == models.EventPublished || state == models.EventClosed { // closed once something was sold
		_, err = w.Store.PublishEvent(w.t.Context(), by, id)
	} else if state == models.EventCancelled {
		_, err = w.Store.CancelEvent(w.t.Context(), by, id)
	}
	w.must(err)
	e, err := w.Store.Event(w.t.Context(), by, id)
	w.must(err)
	w.rows["events"] = append(w.rows["events"], row{name: name, id: id, event: id, organisation: by.Organisation, state: state, version: e.Version})
	return id
}

// addEvents returns those that the scoped people have chosen.
func (w *world) addEvents() (mine []string) {
	for _, state := range models.EventStates {
		mine = append(mine, w.event(w.owner, "Cyrano "+state, "Lille Sal", state))
	}
	mine = append(mine, w.event(w.owner, "Cyrano settled", "Lille Sal", models.EventClosed))
	w.event(w.owner, "Grottesal closed", "Grottesalen", models.EventClosed)
	w.event(w.other, "Quaidix closed", "Hangar Quaidix", models.EventClosed)
	w.event(w.owner, "Grottesal draft", "Grottesalen", models.EventDraft)
	w.event(w.owner, "Grottesal published", "Grottesalen", models.EventPublished)
	w.event(w.other, "Quaidix by night", "Hangar Quaidix", models.EventDraft)
	w.event(w.other, "Quaidix matinée", "Hangar Quaidix", models.EventPublished)
	return mine
}

func (w *world) addRoles() {
	for _, r := range []struct {
		by     access.Actor
		name   string
		levels access.Levels
	}{{w.owner, "Usher", nil}, {w.owner, "Guide", nil}, {w.owner, "Everything", access.Everything()}, {w.other, "Ouvreur Quaidix", nil}} {
		id, err := w.Store.CreateRole(w.t.Context(), r.by, models.RoleDetails{Name: w.dress(r.name), Purpose: w.dress("For " + r.name), Levels: r.levels})
		w.must(err)
		w.rows["roles"] = append(w.rows["roles"], row{name: r.name, id: id, organisation: r.by.Organisation, version: 1,
			person: access.Target{Grant: access.Grant{Levels: r.levels}}})
	}
	holds := models.Details{Email: "uma@nordlys.example", Name: w.dress("Uma Nordlys"), Role: w.rows["roles"][0].id, Grant: testkit.Levels(access.Levels{access.Users: access.View})}
	id, err := w.Store.Invite(w.t.Context(), w.owner, holds, true)
	w.must(err)
	w.rows["roles"][0].holder = &row{id: id, version: 1, person: access.Target{Membership: id, Grant: holds.Grant}}
}

// addTokens makes a link of every kind, and a mail in the mailbox.
func (w *world) addTokens() {
	_, invitation := w.invites("tess", testkit.Levels(nil))
	w.joins("rolf", testkit.Levels(nil))
	w.must(w.Store.ForgotPassword(w.t.Context(), "rolf@nordlys.example", "192.0.2.1", 10))
	w.must(w.Store.KeepInMailbox(w.t.Context(), models.MailboxMail{ID: "kept", OrganisationID: w.owner.Organisation, Recipient: "tess@nordlys.example", Subject: w.dress("Nordlys"), Text: w.dress("Nordlys"), HTML: "<p>Nordlys</p>"}))
	w.rows["invitations"] = []row{{name: "pending", id: invitation, organisation: w.owner.Organisation}}
	w.rows["password"] = []row{{name: "pending", id: w.LastMail("rolf@nordlys.example").Token, organisation: w.owner.Organisation}}
	w.rows["setup"] = []row{{name: "spent", id: w.setup, organisation: w.owner.Organisation}}
	w.rows["mailbox"] = []row{{name: "kept", id: "kept", organisation: w.owner.Organisation}}
}

// touchHidden changes what the scoped people may not see once more, so that it stands at the
// top of every list that is ordered by time: an event, and the scope of a person.
func (w *world) touchHidden() {
	ctx := w.t.Context()
	var hidden row
	for i, r := range w.rows["events"] {
		if strings.HasPrefix(r.name, "Grottesal") {
			e, err := w.Store.Event(ctx, w.owner, r.id)
			w.must(err)
			_, err = w.Store.UpdateEvent(ctx, w.owner, r.id, e.Version, models.EventDetails{Name: w.dress(r.name), Venue: w.dress("Ny Grottesal"), BeginsAt: e.BeginsAt, EndsAt: e.EndsAt})
			w.must(err)
			w.rows["events"][i].version++
			hidden = r
		}
	}
	for i, r := range w.rows["users"] {
		if r.name == "member elsewhere" {
			p, err := w.Store.Person(ctx, w.owner, r.id)
			w.must(err)
			g := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{hidden.id}}}
			_, err = w.Store.UpdateMembership(ctx, w.owner, r.id, p.Version, models.Details{Name: p.Name, Role: p.Role, Grant: g})
			w.must(err)
			w.rows["users"][i].version, w.rows["users"][i].person.Grant = p.Version+1, g
		}
	}
}

// secrets are the marks that a caller may not read anywhere, folded.
func (w *world) secrets(c *caller) []string {
	marks := []string{ourMark, theirMark, hiddenMark}
	switch {
	case c.staff.User != "":
		return nil // see the test of what the desk can read
	case c.actor.Organisation == w.other.Organisation:
		return slices.Delete(marks, 1, 2)
	case c.shut:
		return marks
	}
	marks = marks[1:]
	if c.actor.Grant.Scope.All {
		marks = marks[:1]
	}
	if !c.actor.Can(access.Users, access.View) && !c.actor.Can(access.Contacts, access.View) && !c.actor.Can(access.History, access.View) {
		marks = append(marks, "@"+ourMark) // colleagues' addresses
	}
	if !c.actor.Can(access.Customers, access.View) {
		marks = append(marks, buyerMarks...)
	}
	return marks
}

// stylesheet is the address of a static file.
func (w *world) stylesheet() string {
	if w.style == "" {
		w.style = w.Client().Get("/login").Find(`link[rel="stylesheet"]`).AttrOr("href", "")
	}
	return w.style
}

// paths are the addresses of a route, one for each row that it may name.
func (w *world) paths(r handlers.Route) (list []string) {
	if !strings.Contains(r.Path, ":") {
		return []string{strings.Replace(r.Path, "*", strings.TrimPrefix(w.stylesheet(), "/static/"), 1)}
	}
	rows := w.rowsOf(r)
	for i := range rows {
		list = append(list, pathOf(r, &rows[i]))
	}
	return list
}

// rowsOf are the rows that the address of a route may name: those of its first part, or of what
// stands below it.
func (w *world) rowsOf(r handlers.Route) []row {
	for _, below := range []string{"type", "till", "order"} {
		if strings.Contains(r.Path, "/:id/") && strings.Contains(r.Path, "/:"+below) {
			return w.rows[below]
		}
	}
	switch {
	case strings.HasPrefix(r.Path, "/support/requests/"):
		return w.rows["requests"]
	case below(r.Path) != "":
		return w.rows["support "+below(r.Path)]
	case strings.HasPrefix(r.Path, "/reports/schedules/"):
		return w.rows["schedules"]
	case strings.HasPrefix(r.Path, "/api/v1/"):
		return w.rows[strings.Split(r.Path, "/")[3]]
	}
	return w.rows[resource(r)]
}

// pathOf puts a row into the address of a route.
func pathOf(r handlers.Route, named *row) string {
	parts, id := strings.Split(r.Path, "/"), named.id
	for i, part := range parts {
		if strings.HasPrefix(part, ":") {
			parts[i], id = id, named.under
		}
	}
	return strings.Join(parts, "/")
}
