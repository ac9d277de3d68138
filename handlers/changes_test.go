package handlers_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// change is a request that changes something, made anew each time it is sent.
type change struct {
	name    string
	request func() *http.Request
	before  string // table in which something may be written before the change, whatever becomes of it
}

// tries is the table where a try of a password counts before the password is looked at.
const tries = "attempts"

// changes are every form of the table, those that do more when they say so or come from somebody else, and
// what programs send.
func (d *desk) changes(t *testing.T) (list []change) {
	t.Helper()
	d.Exec("UPDATE organisations SET members_edit = FALSE")
	add := func(name string, c cell, fields ...string) {
		entered := maps.Clone(c.filled())
		for i := 0; i+1 < len(fields); i += 2 {
			entered.Set(fields[i], fields[i+1])
		}
		list = append(list, change{name, func() *http.Request { return d.request(c, entered) }, tries})
	}
	both := d.called("both, here")
	for _, c := range append(d.formCells(), d.cellsOfAccounts(t)...) {
		switch add(c.route.Name+" by "+c.who.name, c); c.route.Name {
		case "user.bulk.do":
			add("user.bulk.do, to invite", c, "do", "invite")
		case "user.invitation":
			add("user.invitation, to revoke it", c, "revoke", "1")
		case "event.type.create":
			add("event.type.create, below another", c, "parent", d.typeOf(c.row.id), "quota", "")
		case "user.remove":
			add("user.remove, with tokens", c, "tokens", "revoke")
		case "organisation.switch":
			c.who = both
			add("organisation.switch by both", c, "organisation", both.also.Organisation)
		case "profile.change":
			c.who = d.called("nothing all")
			add("profile.change by who may only ask", c, "detail", "name", "text", "It is written with a y.")
		}
	}
	list = append(list, d.ended(t), d.known(t))
	for _, r := range d.Server.Routes() {
		if r.Access == handlers.Token && r.Method != http.MethodGet {
			sold := row{id: d.eventNamed("Cyrano published")}
			list = append(list, change{r.Name, func() *http.Request { return d.asked(d.App, d.shops[0], r, sold) }, ""})
		}
	}
	return list
}

// cellsOfAccounts are the acceptances of somebody who has an account already, and is signed in.
func (d *desk) cellsOfAccounts(t *testing.T) (list []cell) {
	t.Helper()
	who := d.called(heirName)
	_, invited := d.Invite(d.world.owner, who.actor.Email, "Invited", testkit.Levels(nil))
	_, err := d.Store.OpenOrganisation(t.Context(), d.called("agent").staff, models.NewOpening{Organisation: "Femte",
		TimeZone: "Europe/Oslo", Locale: "da", OwnerName: "Opened", Email: who.actor.Email})
	d.must(err)
	for _, r := range d.Server.Routes() {
		switch r.Name {
		case "invitation.accept":
			list = append(list, cell{r, who, &row{id: invited}, ""})
		case "opening.accept":
			list = append(list, cell{r, who, &row{id: d.LastMail(who.actor.Email).Token}, ""})
		}
	}
	return list
}

// ended is a form that comes when its sender's session is over: it is kept until they have signed in. That
// the session goes is no part of it.
func (d *desk) ended(t *testing.T) change {
	t.Helper()
	who := *d.owner
	who.token = d.PlantSession(who.actor)
	long := "UPDATE sessions SET created_at = '2020-01-01 00:00:00+00:00' WHERE token_hash = ?"
	d.Exec(long, models.HashToken(who.token))
	browser := d.browserOf(t, who.actor.User)
	c := d.asOwner("event.create", "")
	c.who = &who
	return change{"a form that is kept", func() *http.Request {
		r := d.request(c, c.filled())
		r.AddCookie(browser)
		return r
	}, "sessions"}
}

// known is a sign-in where the person has signed in before, who has sent a form there since.
func (d *desk) known(t *testing.T) change {
	t.Helper()
	browser := d.browserOf(t, d.Ask("SELECT id FROM users WHERE email = 'mia@nordlys.example'"))
	sent := models.FormContent{Action: "/events", Page: "/events/new"}
	kept, err := d.Store.KeepForm(t.Context(), browser.Value, "", sent)
	if d.must(err); !kept {
		t.Fatal("the form was not kept")
	}
	return change{"a sign-in of who is known", func() *http.Request {
		r := formRequest("/login", formType, formsOf["login.create"].filled.Encode())
		r.AddCookie(browser)
		return r
	}, tries}
}

// browserOf is the cookie of a browser in which somebody has signed in before.
func (d *desk) browserOf(t *testing.T, user string) *http.Cookie {
	t.Helper()
	token, err := d.Store.KnowBrowser(t.Context(), "", user, "")
	d.must(err)
	return &http.Cookie{Name: d.Config.Cookie("browser"), Value: token}
}

// request is what a browser sends of a form; one that may be sent twice bears an attempt.
func (d *desk) request(c cell, entered url.Values) *http.Request {
	path := c.route.Path
	if c.row != nil {
		path = pathOf(c.route, c.row)
	}
	kind, body := encoded(c.route.Name, entered)
	switch attempt := "attempt=" + strings.Repeat("a", 26); {
	case c.who.token == "" || c.route.Name == "organisation.switch": // a button of every page
	case kind == formType:
		body += "&" + attempt
	default:
		path += "?" + attempt
	}
	r := formRequest(path, kind, body)
	if c.who.token != "" {
		r.AddCookie(d.SessionCookie(c.who.token))
	}
	return r
}

func formRequest(path, kind, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", kind)
	return r
}
