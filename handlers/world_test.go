package handlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/models"
	"coulisse/testkit"
)

// world is two organisations on one console, with a row of every kind and state in the
// first, and somebody for every level of every section to try what they may do.
type world struct {
	*testkit.App
	t     *testing.T
	owner access.Actor
	other access.Actor // the neighbour's owner
	who   []*caller
	rows  map[string][]row // by the first part of an address: events, users, roles …
	setup string           // token of the spent set-up link
	style string           // address of the stylesheet
}

// caller is somebody who tries.
type caller struct {
	name      string
	actor     access.Actor // zero when signed out
	shut      bool         // has no access, though the browser may hold a session
	token     string       // of the session, "" for none
	refusedAt string       // name of the route to which a stale session was last brought
}

// row is what an address with a parameter may name.
type row struct {
	name, id     string
	organisation string // whose it is; "" for one that never was
	state        string // of an event or a membership
	version      int
	person       access.Target // levels alone, of a role
	holder       *row          // of a role
}

// Marks that no other organisation may read, folded: names, addresses, venues.
const (
	ourMark    = "nordlys"
	theirMark  = "quaidix"
	hiddenMark = "grottesal" // of the events out of the scoped people's choice
)

func newWorld(t *testing.T) *world {
	t.Helper()
	a := testkit.NewApp(t, func(c *config.Config) { c.Mail.Transport = "mailbox" })
	w := &world{App: a, t: t, rows: map[string][]row{}}
	var err error
	if w.setup, err = a.Store.NewSetupLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.owner = a.Found()
	w.other = a.Neighbour("Théâtre Quaidix", "odile@quaidix.example", "Odile Quaidix")
	mine := w.addEvents()
	w.addRoles()
	w.addPeople(mine)
	w.addCallers(mine)
	w.addTokens()
	w.touchHidden()
	for path := range w.rows {
		w.rows[path] = append(w.rows[path],
			row{name: "never", id: "0190a0a0-0000-7000-8000-000000000000"}, row{name: "short", id: "0"},
			row{name: "quoted", id: "'%20OR%201=1--"}, row{name: "broken", id: "%C3%28"}, row{name: "nul", id: "%00"})
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
	id, err := w.Store.CreateEvent(w.t.Context(), by, models.EventDetails{Name: name, Venue: venue, BeginsAt: begins, EndsAt: begins.Add(2 * time.Hour)})
	w.must(err)
	if state == models.EventPublished {
		_, err = w.Store.PublishEvent(w.t.Context(), by, id)
	} else if state == models.EventCancelled {
		_, err = w.Store.CancelEvent(w.t.Context(), by, id)
	}
	w.must(err)
	e, err := w.Store.Event(w.t.Context(), by, id)
	w.must(err)
	w.rows["events"] = append(w.rows["events"], row{name: name, id: id, organisation: by.Organisation, state: state, version: e.Version})
	return id
}

// addEvents returns those that the scoped people have chosen.
func (w *world) addEvents() (mine []string) {
	for _, state := range models.EventStates {
		mine = append(mine, w.event(w.owner, "Cyrano "+state, "Lille Sal", state))
	}
	w.event(w.owner, "Grottesal draft", "Grottesalen", models.EventDraft)
	w.event(w.owner, "Grottesal published", "Grottesalen", models.EventPublished)
	w.event(w.other, "Quaidix by night", "Hangar Quaidix", models.EventDraft)
	return mine
}

func (w *world) addRoles() {
	for _, r := range []struct {
		by     access.Actor
		name   string
		levels access.Levels
	}{{w.owner, "Usher", nil}, {w.owner, "Guide", nil}, {w.owner, "Everything", access.Everything()}, {w.other, "Ouvreur Quaidix", nil}} {
		id, err := w.Store.CreateRole(w.t.Context(), r.by, models.RoleDetails{Name: r.name, Levels: r.levels})
		w.must(err)
		w.rows["roles"] = append(w.rows["roles"], row{name: r.name, id: id, organisation: r.by.Organisation, version: 1,
			person: access.Target{Grant: access.Grant{Levels: r.levels}}})
	}
	holds := models.Details{Email: "uma@nordlys.example", Name: "Uma Nordlys", Role: w.rows["roles"][0].id, Grant: testkit.Levels(access.Levels{access.Users: access.View})}
	id, err := w.Store.Invite(w.t.Context(), w.owner, holds, true)
	w.must(err)
	w.rows["roles"][0].holder = &row{id: id, version: 1, person: access.Target{Membership: id, Grant: holds.Grant}}
}

// person notes somebody as a row, as they stand now.
func (w *world) person(by access.Actor, name, id string) {
	w.t.Helper()
	p, err := w.Store.Person(w.t.Context(), by, id)
	w.must(err)
	w.rows["users"] = append(w.rows["users"], row{name: name, id: id, organisation: by.Organisation, state: string(p.Status), version: p.Version, person: p.Target()})
}

func (w *world) addPeople(mine []string) {
	ctx, none := w.t.Context(), testkit.Levels(nil)
	w.person(w.owner, "owner", w.owner.Membership)
	w.person(w.owner, "member", w.Member(w.owner, "mia@nordlys.example", "Mia Nordlys", none).Membership)
	w.person(w.owner, "superuser", w.Member(w.owner, "sven@nordlys.example", "Sven Nordlys", testkit.Levels(access.Everything())).Membership)
	scoped := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: mine[:1]}}
	w.person(w.owner, "scoped member", w.Member(w.owner, "sara@nordlys.example", "Sara Nordlys", scoped).Membership)
	w.person(w.owner, "member elsewhere", w.Member(w.owner, "elsa@nordlys.example", "Elsa Nordlys", none).Membership)
	off := w.Member(w.owner, "olga@nordlys.example", "Olga Nordlys", none)
	_, _, err := w.Store.SetActive(ctx, w.owner, off.Membership, false)
	w.must(err)
	w.person(w.owner, "inactive member", off.Membership)

	failed, _ := w.Invite(w.owner, "fay@nordlys.example", "Fay Nordlys", none)
	for m, err := w.Store.ClaimMail(ctx, time.Hour); m != nil || err != nil; m, err = w.Store.ClaimMail(ctx, time.Hour) {
		w.must(err)
		w.must(w.Store.MailGivenUp(ctx, m, "550 no such mailbox"))
	}
	w.person(w.owner, "failed", failed)
	invited, _ := w.Invite(w.owner, "ian@nordlys.example", "Ian Nordlys", none)
	w.person(w.owner, "invited", invited)
	declined, token := w.Invite(w.owner, "dora@nordlys.example", "Dora Nordlys", none)
	_, err = w.Store.Decline(ctx, token)
	w.must(err)
	w.person(w.owner, "declined", declined)
	prepared, err := w.Store.Invite(ctx, w.owner, models.Details{Email: "pia@nordlys.example", Name: "Pia Nordlys", Role: access.Custom, Grant: none}, false)
	w.must(err)
	w.person(w.owner, "prepared", prepared)

	w.person(w.other, "neighbour's owner", w.other.Membership)
	w.person(w.other, "neighbour's member", w.Member(w.other, "bas@quaidix.example", "Bas Quaidix", none).Membership)
	theirs, _ := w.Invite(w.other, "ines@quaidix.example", "Ines Quaidix", none)
	w.person(w.other, "neighbour's invited", theirs)
}

// addCallers adds somebody for every rung of every section, with all events and with chosen
// ones, and those of whom the rules say something of their own.
func (w *world) addCallers(mine []string) {
	w.who = []*caller{{name: "signed out", shut: true}, {name: "owner", actor: w.owner}, {name: "neighbour's owner", actor: w.other}}
	scopes := map[string]access.Scope{"all": {All: true}, "chosen": {Events: mine}}
	for _, s := range []string{"all", "chosen"} {
		for _, area := range access.Areas() {
			for _, l := range area.Rungs[1:] {
				w.caller(w.owner, string(area.Section)+" "+l.String()+" "+s, access.Grant{Levels: access.Levels{area.Section: l}, Scope: scopes[s]})
			}
		}
		w.caller(w.owner, "superuser "+s, access.Grant{Levels: access.Everything(), Scope: scopes[s]})
		w.caller(w.owner, "nothing "+s, access.Grant{Scope: scopes[s]})
	}
	w.caller(w.other, "neighbour's superuser", testkit.Levels(access.Everything()))
	for name, dates := range map[string]access.Validity{"ended": {Until: "2026-06-15"}, "not begun": {From: "2026-06-17"}} {
		c := w.caller(w.owner, name, testkit.Levels(access.Everything()))
		p, err := w.Store.Person(w.t.Context(), w.owner, c.actor.Membership)
		w.must(err)
		g := p.Grant
		g.Validity = dates
		_, err = w.Store.UpdateMembership(w.t.Context(), w.owner, p.ID, p.Version, models.Details{Name: p.Name, Role: p.Role, Grant: g})
		w.must(err)
		c.shut = true
	}
	off := w.caller(w.owner, "switched off", testkit.Levels(access.Everything()))
	_, _, err := w.Store.SetActive(w.t.Context(), w.owner, off.actor.Membership, false)
	w.must(err)
	off.shut = true
	for _, c := range w.who {
		if !c.shut {
			c.token = w.StartSession(c.actor)
		}
	}
}

func (w *world) caller(by access.Actor, name string, g access.Grant) *caller {
	mark := ourMark
	if by.Organisation == w.other.Organisation {
		mark = theirMark
	}
	slug := strings.NewReplacer(" ", ".", "'", "").Replace(name)
	c := &caller{name: name, actor: w.Member(by, slug+"@"+mark+".example", "The "+name+" "+mark, g)}
	w.who = append(w.who, c)
	return c
}

// addTokens makes a link of every kind, and a mail in the mailbox.
func (w *world) addTokens() {
	_, invitation := w.Invite(w.owner, "tess@nordlys.example", "Tess Nordlys", testkit.Levels(nil))
	w.Member(w.owner, "rolf@nordlys.example", "Rolf Nordlys", testkit.Levels(nil))
	w.must(w.Store.ForgotPassword(w.t.Context(), "rolf@nordlys.example", "192.0.2.1", 10))
	w.must(w.Store.KeepInMailbox(w.t.Context(), models.MailboxMail{ID: "kept", OrganisationID: w.owner.Organisation, Recipient: "tess@nordlys.example", Subject: "Nordlys", Text: "Nordlys", HTML: "<p>Nordlys</p>"}))
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
			_, err = w.Store.UpdateEvent(ctx, w.owner, r.id, e.Version, models.EventDetails{Name: r.name, Venue: "Ny Grottesal", BeginsAt: e.BeginsAt, EndsAt: e.EndsAt})
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
	case c.actor.Organisation == w.other.Organisation:
		return slices.Delete(marks, 1, 2)
	case c.shut:
		return marks
	}
	marks = marks[1:]
	if c.actor.Grant.Scope.All {
		marks = marks[:1]
	}
	if !c.actor.Can(access.Users, access.View) && !c.actor.Can(access.History, access.View) {
		marks = append(marks, "@"+ourMark) // colleagues' addresses
	}
	return marks
}

// target is the caller as a person whom somebody would change.
func (c *caller) target() access.Target {
	return access.Target{Membership: c.actor.Membership, Owner: c.actor.Owner, Grant: c.actor.Grant}
}

// stylesheet is the address of a static file.
func (w *world) stylesheet() string {
	if w.style == "" {
		w.style = w.Client().Get("/login").Find(`link[rel="stylesheet"]`).AttrOr("href", "")
	}
	return w.style
}
