package handlers_test

import (
	"slices"
	"strings"
	"time"

	"coulisse/models"
	"coulisse/testkit"
)

// addDesk gives the support desk what its addresses name: the people of both organisations, one
// of them locked out, the organisations, of which the first lets support look, and an opening in
// every state.
func (w *world) addDesk() {
	agent := w.called("agent").staff
	locked := w.joins("luna", testkit.Levels(nil))
	w.person(w.owner, "locked member", locked.Membership)
	earlier := w.Clock.Now().Add(-time.Hour)
	w.Exec("INSERT INTO attempts (kind, key, failures, since, locked_until) VALUES ('account', 'luna@nordlys.example', 9, ?, ?)", earlier, w.Clock.Now().Add(time.Hour))
	w.Exec("UPDATE invitations SET created_at = ?", earlier)
	w.Consents(w.owner.Organisation, true)
	w.rows["support people"] = slices.Clone(w.rows["users"])
	w.rows["support organisations"] = []row{{name: "ours", id: w.owner.Organisation, organisation: w.owner.Organisation}, {name: "the neighbour's", id: w.other.Organisation, organisation: w.other.Organisation}}
	for _, state := range []string{models.OpeningOpen, models.OpeningWithdrawn} {
		id, err := w.Store.OpenOrganisation(w.t.Context(), agent, models.NewOpening{Organisation: w.dress("Nordlys " + state), TimeZone: "Europe/Copenhagen", Locale: "da",
			OwnerName: w.dress("Nora Nordlys"), Email: "nora." + state + "@nordlys.example"})
		w.must(err)
		w.Exec("UPDATE resends SET sent_at = ?", earlier)
		w.rows["support openings"] = append(w.rows["support openings"], row{name: state, id: id, organisation: w.owner.Organisation, state: state})
		if state == models.OpeningWithdrawn {
			_, err = w.Store.WithdrawOpening(w.t.Context(), agent, id)
			w.must(err)
		}
	}
	w.rows["openings"] = []row{{name: "open", id: w.LastMail("nora.open@nordlys.example").Token, organisation: w.owner.Organisation}}
}

// pages are those from which a caller comes to all others.
func (c *caller) pages() []string {
	if c.staff.User == "" {
		return []string{c.begins()}
	}
	return []string{c.begins(), "/support?q=no"}
}

// wantDesk is what support gets at its own addresses of people, organisations and openings.
func (w *world) wantDesk(c cell) (status int, ok bool) {
	if c.row == nil || c.who.staff.User == "" || !slices.Contains([]string{"people", "organisations", "openings"}, below(c.route.Path)) {
		return 0, false
	}
	switch member := c.row.state == string(models.Active) || c.row.state == string(models.Inactive); {
	case c.row.organisation == "":
		return 404, true
	case c.route.Method == "GET":
		return 200, true
	case c.body == "empty" && formsOf[c.route.Name].empty == 422:
		return 422, true // whoever it is
	case below(c.route.Path) == "openings" && c.row.state != models.OpeningOpen,
		!member && slices.Contains([]string{"desk.person.reset", "desk.person.unlock", "desk.person.sessions", "desk.person.view"}, c.route.Name),
		c.row.state != string(models.Active) && slices.Contains([]string{"desk.person.reset", "desk.person.view"}, c.route.Name),
		c.row.organisation != w.owner.Organisation && c.route.Name == "desk.person.view",
		c.row.name != "locked member" && c.route.Name == "desk.person.unlock",
		c.route.Name == "desk.person.invitation" && !slices.Contains([]models.Status{models.Invited, models.Failed, models.Expired}, models.Status(c.row.state)):
		return 409, true
	}
	return wantForm(c), true
}

// below is the second part of an address of the desk, "" for any other address.
func below(path string) string {
	rest, ok := strings.CutPrefix(path, "/support/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// deskTraced tells whether a success of the desk, or of the owner towards it, is to stand in the
// history.
func (c cell) deskTraced() bool {
	switch c.route.Name {
	case "desk.person.sessions": // of who is signed in somewhere
		return strings.HasSuffix(c.row.name, "owner")
	case "desk.person.reset", "desk.person.unlock", "desk.person.invitation", "desk.person.view", "desk.opening.create", "desk.opening.resend", "desk.opening.withdraw":
		return true
	case "account.support": // the neighbour's owner has given no consent to be withdrawn
		return c.who.name == "owner"
	}
	return false
}
