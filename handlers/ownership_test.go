package handlers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/models"
	"coulisse/testkit"
)

func TestAnOwnerHandsOverAndTakesItBack(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Users: access.View}))
	signe, hers := a.As(owner), a.As(ana)
	p := signe.Get("/account").Want(200).Click(`main a[href="/account/ownership"]`).Want(200, "ownership.show")
	p = p.Submit("main form", "email", "ana@nordlys.example", "password", "not this one").Want(422, "ownership.offer")
	if p.Fault("password") == "" || p.Find("#email").AttrOr("value", "") != "ana@nordlys.example" || p.Find("#password").AttrOr("value", "") != "" {
		t.Error(p.Text("main"))
	}
	p = p.Submit("main form", "email", "bo@nordlys.example", "password", testkit.Password).Want(422, "ownership.offer")
	if p.Fault("email") == "" || p.Fault("password") != "" {
		t.Error(p.Text("main"))
	}
	p = p.Submit("main form", "email", "Ana@Nordlys.example", "password", testkit.Password).Want(200, "ownership.show")
	if !p.Has("[data-offer]") || p.Has("#email") || !strings.Contains(p.Flash(), "Ana Holm") {
		t.Error(p.Text("main"))
	}
	if home := hers.Get("/").Want(200); !strings.Contains(home.Text("main"), "Signe Holm offers you the ownership") {
		t.Error(home.Text("main"))
	}
	p = hers.Get("/account/ownership").Submit(`form[action$="/accept"]`).Want(200, "ownership.show")
	if !strings.Contains(p.Flash(), "You are the owner now") || p.Has("#email") || !strings.Contains(p.Text("main"), "Signe Holm may take the ownership back") {
		t.Error(p.Text("main"))
	}
	if show := hers.Get("/users/" + owner.Membership).Want(200); show.Has(`main form[action$="/status"]`) || show.Has(`main a[href$="/edit"]`) || show.Has(`main a[href$="/remove"]`) {
		t.Error("there are buttons to change the former owner: " + show.Text("main"))
	}
	if list := hers.Get("/users").Want(200); list.Has(`tr[data-user="signe@nordlys.example"] form`) {
		t.Error("there are buttons in the list to change the former owner")
	}
	hers.Post("/users/"+owner.Membership+"/status", url.Values{"active": {"false"}}).Want(403, "error")
	bulk := hers.Post("/users/bulk/do", url.Values{"do": {"off"}, "person": {owner.Membership}}).Want(200, "user.list")
	if !strings.Contains(bulk.Flash(), "may still take it back") {
		t.Error(bulk.Flash())
	}
	if home := signe.Get("/").Want(200); !strings.Contains(home.Text("main"), "You can take the ownership back until") {
		t.Error(home.Text("main"))
	}
	p = signe.Get("/account/ownership").Submit(`form[action$="/take-back"]`, "password", "not this one").Want(422)
	if p.Fault("password") == "" {
		t.Error(p.Text("main"))
	}
	p = p.Submit(`form[action$="/take-back"]`, "password", testkit.Password).Want(200, "ownership.show")
	if !strings.Contains(p.Flash(), "You are the owner again") || !p.Has("#email") {
		t.Error(p.Text("main"))
	}
	hers.Post("/account/ownership/take-back", url.Values{"password": {testkit.Password}}).Want(404, "error")
}

// A screen that was left open was used to give an account away, by trying passwords.
func TestTriesOfThePasswordAtTheOwnershipCountAsAtSignIn(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Limits.SignInAccount = 3 })
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
	c := a.As(owner)
	try := func(password string) int {
		return c.Post("/account/ownership", url.Values{"email": {"nobody@nordlys.example"}, "password": {password}}).Status
	}
	for _, password := range []string{testkit.Password, testkit.Password, testkit.Password, testkit.Password, "wrong one", "wrong two"} {
		if status := try(password); status != 422 {
			t.Errorf("%s: %d", password, status)
		}
	}
	if try("wrong three"); try(testkit.Password) != 429 {
		t.Error("the fourth try is let in")
	}
}

// Whom it does not concern learns nothing, not even whether a password is right.
func TestNobodyElseCanAnswerOrTakeBack(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
	other := a.As(a.Member(owner, "bo@nordlys.example", "Bo", testkit.Levels(access.Everything())))
	if _, err := a.Store.OfferOwnership(t.Context(), owner, "ana@nordlys.example"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/accept", "/decline", "/take-back"} {
		other.Post("/account/ownership"+path, url.Values{"password": {testkit.Password}}).Want(404, "error")
	}
	for _, path := range []string{"", "/withdraw", "/object"} {
		other.Post("/account/ownership"+path, url.Values{"email": {"ana@nordlys.example"}, "password": {testkit.Password}}).Want(403, "error")
	}
	if p := other.Get("/account/ownership").Want(200); p.Has("main form") || strings.Contains(p.Text("main"), "Ana") {
		t.Error(p.Text("main"))
	}
}

func TestALetterGoesFromAMemberByTheDeskToTheOwner(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	hers := a.As(ana)
	one, two := a.AsStaff(a.Staff("one@desk.example", "Uno Desk", false)), a.AsStaff(a.Staff("two@desk.example", "Due Desk", true))
	p := hers.Get("/account/ownership").Click(`main a[href="/account/ownership/letter"]`).Want(200, "ownership.letter")
	p = p.Submit("main form", "email", "ana@nordlys.example", "reason", "Signe is ill.", "file", string(testkit.LetterPDF())).Want(200, "ownership.letter")
	if !strings.Contains(p.Text("main"), "Our support is checking it.") || p.Has("main form") {
		t.Error(p.Text("main"))
	}
	desk := one.Get("/support").Click(`a[href="/support/letters"]`).Want(200, "letter.list").Click("main td a").Want(200, "letter.show")
	if text := desk.Text("main"); !strings.Contains(text, "Signe is ill.") || !strings.Contains(text, "Ana Holm (ana@nordlys.example)") || !strings.Contains(text, "PDF") {
		t.Error(text)
	}
	file := desk.Click(`main a[href$="/file"]`).Want(200)
	for header, want := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="letter-1.pdf"`, "X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"} {
		if got := file.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if file.Body != string(testkit.LetterPDF()) {
		t.Error("the file came back changed")
	}
	for name, c := range map[string]*testkit.Client{"submitter": hers, "owner": a.As(owner)} {
		if p := c.Get(desk.URL.Path + "/file"); p.Status != 403 {
			t.Errorf("%s downloads it: %d", name, p.Status)
		}
	}
	desk = desk.Submit(`form[action$="/approve"]`).Want(200, "letter.show")
	if desk.Has(`form[action$="/approve"]`) || !strings.Contains(desk.Text("main"), "Somebody else must do so too") {
		t.Error(desk.Text("main"))
	}
	one.Post(desk.URL.Path+"/approve", nil).Want(409, "error")
	two.Get(desk.URL.Path).Submit(`form[action$="/approve"]`).Want(200, "letter.show")
	home := a.As(owner).Get("/").Want(200)
	if !strings.Contains(home.Text("main"), "You can object until") {
		t.Error(home.Text("main"))
	}
	p = home.Click(`main a[href="/account/ownership"]`).Submit(`form[action$="/object"]`).Want(200, "ownership.show")
	if !strings.Contains(p.Flash(), "stay the owner") || a.LastMail("ana@nordlys.example").Kind != models.MailLetterObjected {
		t.Error(p.Text("main"))
	}
	if p := hers.Get("/account/ownership/letter").Want(200); !strings.Contains(p.Text("main"), "The owner has objected") || !p.Has("main form") {
		t.Error(p.Text("main"))
	}
}

func TestTheDeskRefusesALetterForAReason(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
	c := a.AsStaff(a.Staff("one@desk.example", "Uno Desk", false))
	l := a.Letter(ana, ana.Email)
	p := c.Get("/support/letters/"+l.ID).Submit(`form[action$="/refuse"]`, "reason", " ").Want(422, "letter.refuse")
	if p.Fault("reason") == "" {
		t.Error(p.Text("main"))
	}
	p = p.Submit(`form[action$="/refuse"]`, "reason", "No signature.").Want(200, "letter.show")
	if !strings.Contains(p.Text("main"), "No signature.") || p.Has("main form") {
		t.Error(p.Text("main"))
	}
	if p := a.As(ana).Get("/account/ownership/letter").Want(200); !strings.Contains(p.Text("main"), "No signature.") {
		t.Error(p.Text("main"))
	}
	if p := c.Get("/support/letters?show=closed").Want(200); p.Find("tr[data-state=refused]").Length() != 1 {
		t.Error(p.Text("main"))
	}
}

func TestALetterThatTheDeskHandsInIsApprovedByTwoOthers(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Member(owner, "ana@nordlys.example", "Ana", testkit.Levels(nil))
	c := a.AsStaff(a.Staff("one@desk.example", "Uno Desk", true))
	p := c.Get("/support/organisations/"+owner.Organisation+"/letter").Want(200, "letter.new").
		Submit("main form", "email", "ana@nordlys.example", "reason", "By post.", "file", string(testkit.LetterPNG(20, 20))).Want(200, "letter.show")
	if p.Has(`form[action$="/approve"]`) || !strings.Contains(p.Text("main"), "You handed this letter in") {
		t.Error(p.Text("main"))
	}
	c.Post(p.URL.Path+"/approve", nil).Want(403, "error")
	again := c.Get("/support/organisations/"+owner.Organisation+"/letter").Want(200, "letter.new")
	if again.Has("main form") || !again.Has(`main a[href="`+p.URL.Path+`"]`) {
		t.Error(again.Text("main"))
	}
	a.Clock.Advance(time.Second)
	c.Get("/support/organisations/never/letter").Want(404, "error")
}
