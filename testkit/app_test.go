package testkit

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
)

func TestSomebodySignedInWithoutThePageIsWhoTheyAre(t *testing.T) {
	a := NewApp(t)
	ana := a.Member(a.Found(), "ana@nordlys.example", "Ana Holm", Levels(access.Levels{access.Events: access.View}))
	c := a.As(ana)
	c.Get("/events").Want(200, "event.list")
	c.Get("/users").Want(403, "error")
}

func TestAPlantedSessionOpensNothingForWhoWasSwitchedOff(t *testing.T) {
	a := NewApp(t)
	owner := a.Found()
	ana := a.Member(owner, "ana@nordlys.example", "Ana Holm", Levels(nil))
	if _, _, err := a.Store.SetActive(t.Context(), owner, ana.Membership, false); err != nil {
		t.Fatal(err)
	}
	c := a.Client()
	c.SetCookies([]*http.Cookie{a.SessionCookie(a.PlantSession(ana))})
	if p := c.Get("/").Want(200, "login.form"); p.URL.Query().Get("notice") != models.AccessOff {
		t.Error(p.URL)
	}
}

func TestABranchLeavesTheFirstConsoleAsItWas(t *testing.T) {
	a := NewApp(t)
	owner := a.Found()
	b := a.Branch(t)
	ledger := a.Watch(t)
	b.Member(owner, "ana@nordlys.example", "Ana Holm", Levels(nil))
	if changed := ledger.Changes(); changed != nil {
		t.Error(changed)
	}
	b.Clock.Advance(time.Hour)
	if !a.Clock.Now().Equal(b.Clock.Now()) {
		t.Error("the clocks differ")
	}
}

func TestTheLedgerNamesTheTablesThatChanged(t *testing.T) {
	a := NewApp(t)
	c := a.As(a.Found())
	ledger := a.Watch(t, "sessions")
	c.Get("/users").Want(200)
	if changed := ledger.Changes(); changed != nil {
		t.Error("looking changed", changed)
	}
	form := url.Values{"name": {"Cyrano"}, "begins": {"2026-12-01T20:00"}, "ends": {"2026-12-01T22:30"}}
	c.Post("/events", form).Want(200, "event.show")
	if changed := ledger.Changes(); !slices.Equal(changed, []string{"events", "history"}) {
		t.Error(changed)
	}
	if changed := ledger.Changes(); changed != nil {
		t.Error("said twice:", changed)
	}
}

func TestTheNeighbourHasAConsoleOfTheirOwn(t *testing.T) {
	a := NewApp(t)
	a.Found()
	n := a.Neighbour("Théâtre du Quai", "odile@quai.example", "Odile Marchand")
	if p := a.As(n).Get("/users").Want(200); p.Find("[data-user]").Length() != 1 || !p.Has(`[data-user="odile@quai.example"]`) {
		t.Error(p.Text("main"))
	}
	if !n.Owner || n.Grant.Levels.At(access.Users) != access.Approve {
		t.Errorf("%+v", n)
	}
}
