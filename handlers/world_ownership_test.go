package handlers_test

import (
	"encoding/json"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// Who has something to do with a change of owner.
const (
	heirName   = "neighbour's superuser" // to whom the neighbour's owner has offered the ownership
	formerName = "both, there"           // who may take the neighbour's ownership back
)

// ownershipAsks says whose it is to send a form, where that is not the owner.
var ownershipAsks = map[string]string{"ownership.withdraw": "neighbour's owner", "ownership.accept": heirName, "ownership.decline": heirName,
	"ownership.take_back": formerName, "ownership.letter.create": heirName}

// addOwnership has a letter run at the first organisation; at the neighbour's, the owner has come to
// the ownership lately, and has an offer open. The desk has a letter in every state that it may do
// something about.
func (w *world) addOwnership() {
	ctx := w.t.Context()
	_, err := w.Store.OfferOwnership(ctx, w.other, w.called(heirName).actor.Email)
	w.must(err)
	w.addFormer()
	agent, lead := w.called("agent").staff, w.called("lead").staff
	asta, bent := w.Staff("asta@desk.example", w.dress("Asta"), false), w.Staff("bent@desk.example", w.dress("Bent"), false)
	running := w.letter(w.called("users view all").actor, "mia@nordlys.example", models.LetterRunning, "")
	w.Approve(running, asta, bent)
	bas := w.called(heirName).actor
	refused := w.letter(bas, "bas@quaidix.example", models.LetterRefused, "")
	_, err = w.Store.RefuseLetter(ctx, asta, refused.ID, w.dress("No signature"))
	w.must(err)
	w.letter(w.third("sjette"), "bas@sjette.example", models.LetterWaiting, "")
	once := w.letter(w.third("fjerde"), "bas@fjerde.example", models.LetterWaiting, "agent")
	w.Approve(once, agent)
	own, err := w.Store.SubmitLetterFor(ctx, lead, w.third("femte").Organisation, w.newLetter("bas@femte.example"))
	w.must(err)
	w.letterRow(own, models.LetterWaiting, "lead")
	w.third("tredje")
	w.rows["support organisations"] = append(w.rows["support organisations"], row{name: "without a letter", id: w.Ask("SELECT organisation_id FROM memberships WHERE email = 'bas@tredje.example'"), organisation: "tredje"})
}

// third opens one more organisation, and returns a member of it.
func (w *world) third(name string) access.Actor {
	w.t.Helper()
	owner := w.Neighbour(w.dress(name), "ejer@"+name+".example", w.dress("Ejer "+name))
	return w.Member(owner, "bas@"+name+".example", w.dress("Bas "+name), testkit.Levels(nil))
}

func (w *world) newLetter(email string) models.NewLetter {
	return models.NewLetter{Email: email, Reason: w.dress("The owner is gone"), Name: w.dress("letter") + ".pdf", Content: testkit.LetterPDF()}
}

// letter hands one in by a member; barred is the name of who of the desk may not approve it.
func (w *world) letter(by access.Actor, email, state, barred string) *models.Letter {
	w.t.Helper()
	l, err := w.Store.SubmitLetter(w.t.Context(), by, w.newLetter(email))
	w.must(err)
	w.letterRow(l, state, barred)
	return l
}

func (w *world) letterRow(l *models.Letter, state, barred string) {
	w.rows["support letters"] = append(w.rows["support letters"], row{name: state + " letter", id: l.ID, organisation: l.OrganisationID, state: state, known: barred})
}

// addFormer lets a member of the neighbour's take the ownership back, as if they had handed it over.
func (w *world) addFormer() {
	former, until := w.called(formerName).actor, w.Clock.Now().Add(time.Hour)
	held, err := json.Marshal(struct {
		Role  string
		Grant access.Grant
	}{access.Custom, testkit.Levels(nil)})
	w.must(err)
	w.Exec(`INSERT INTO ownership_transfers (id, organisation_id, from_id, from_name, to_id, to_name, to_email, state, held, offered_at, expires_at, back_until)
		VALUES (?, ?, ?, ?, ?, ?, ?, 'accepted', ?, ?, ?, ?)`, models.NewID(), w.other.Organisation, former.Membership, former.Name, w.other.Membership, w.other.Name, w.other.Email,
		string(held), w.Clock.Now(), until, until)
	w.Exec("UPDATE memberships SET kept_until = ? WHERE id = ?", until, former.Membership)
}

// ofOwnership tells whether a route is about a change of owner.
func ofOwnership(r handlers.Route) bool {
	return strings.HasPrefix(r.Name, "ownership.") || strings.HasPrefix(r.Name, "letter.")
}

// wantOwnership: the owner offers and withdraws, the successor answers, the former owner takes back,
// everybody else sees who owns the organisation; letters are the desk's, and nobody's twice.
func (w *world) wantOwnership(c cell) (status int, ok bool) {
	if !ofOwnership(c.route) || c.who.shut {
		return 0, false
	}
	if strings.HasPrefix(c.route.Name, "letter.") {
		return w.wantLetter(c), true
	}
	owner, ours := c.who.actor.Owner, c.who.actor.Organisation == w.owner.Organisation
	nothing := w.rows["support letters"] == nil // in a world of the owner alone
	switch {
	case c.who.staff.User != "", c.route.Access == handlers.Owner && !owner:
		return 403, true
	case strings.HasPrefix(c.route.Name, "ownership.letter") && owner:
		return 409, true
	case (c.route.Name == "ownership.accept" || c.route.Name == "ownership.decline") && c.who.name != heirName,
		c.route.Name == "ownership.take_back" && c.who.name != formerName:
		return 404, true
	case !nothing && c.route.Name == "ownership.offer" && !ours && c.body == "filled",
		!nothing && c.route.Name == "ownership.letter.create" && ours, // one is on its way: nothing of the body is read
		c.route.Name == "ownership.withdraw" && ours, c.route.Name == "ownership.object" && !ours:
		return 409, true
	case c.route.Method == "GET":
		return 200, true
	}
	return wantForm(c), true
}

func (w *world) wantLetter(c cell) int {
	switch {
	case c.who.staff.User == "":
		return 403
	case c.row != nil && c.row.organisation == "":
		return 404
	case c.route.Method == "GET":
		return 200
	case c.route.Name == "letter.approve" && c.row.state == models.LetterWaiting && c.row.known == c.who.name && c.who.name == "lead":
		return 403 // handed it in
	case c.route.Name == "letter.approve" && (c.row.state != models.LetterWaiting || c.row.known == c.who.name),
		c.route.Name == "letter.refuse" && c.body == "filled" && c.row.state != models.LetterWaiting,
		c.route.Name == "letter.create" && c.row.organisation == w.owner.Organisation:
		return 409
	case c.route.Name == "letter.create" && c.row.organisation != "tredje":
		return 422 // the letter names a member of another organisation
	}
	return wantForm(c)
}
