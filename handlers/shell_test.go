package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// offered are the events of the top bar, in order.
func offered(p *testkit.Page) (names []string) {
	p.Find("#where ul a > span").Each(func(_ int, s *goquery.Selection) {
		name, _, _ := strings.Cut(strings.TrimSpace(s.Text()), "\n")
		names = append(names, strings.TrimSuffix(name, s.Find("small").Text()))
	})
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

func TestTheTopBarOffersTheNextEventsThatTheReaderMayOpen(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	if names := offered(a.SignIn("signe@nordlys.example").Get("/")); len(names) != 0 {
		t.Error("no event yet, and the bar offers", names)
	}
	a.Event(owner, "Over", -3*time.Hour)
	off := a.Event(owner, "Cancelled", time.Hour)
	if _, err := a.Store.PublishEvent(t.Context(), owner, off); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Store.CancelEvent(t.Context(), owner, off); err != nil {
		t.Fatal(err)
	}
	var ids, want []string
	a.Event(owner, "Running", -time.Hour)
	want = append(want, "Running")
	for i := range 9 {
		ids = append(ids, a.Event(owner, fmt.Sprint("Night ", i), time.Duration(9-i)*24*time.Hour))
		want = append(want, fmt.Sprint("Night ", 8-i))
	}
	c := a.SignIn("signe@nordlys.example")
	if names := offered(c.Get("/")); fmt.Sprint(names) != fmt.Sprint(want[:8]) {
		t.Errorf("the bar offers %q, want %q", names, want[:8])
	}

	p := c.Get("/events/" + ids[8]).Want(200)
	if now := p.Text(`#where [aria-current]`); !strings.HasPrefix(now, "Night 8") || !strings.Contains(p.Text(".switch"), "Night 8") {
		t.Errorf("on the page of Night 8 the bar marks %q and says %q", now, p.Text(".switch"))
	}
	if p := c.Get("/users"); p.Has("#where [aria-current]") || !strings.Contains(p.Text(".switch"), "All events") {
		t.Error("the list of users is about one event:", p.Text(".switch"))
	}

	a.Member(owner, "ana@nordlys.example", "Ana Holm", access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: ids[:2]}})
	if names := offered(a.SignIn("ana@nordlys.example").Get("/")); fmt.Sprint(names) != "[Night 1 Night 0]" {
		t.Errorf("somebody with two events is offered %q", names)
	}
	a.Member(owner, "bo@nordlys.example", "Bo Dahl", testkit.Levels(access.Levels{access.Users: access.View}))
	if p := a.SignIn("bo@nordlys.example").Get("/"); p.Has("#where") || p.Text(".org") == "" {
		t.Error("somebody who sees no events is offered some")
	}
}

func TestTheNavigationCountsWhatWaitsForWhoeverMaySendIt(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	badge := func(email string) string { return a.SignIn(email).Get("/").Text(`.side a[href="/users"] .n`) }
	if got := badge("signe@nordlys.example"); got != "" {
		t.Errorf("nothing waits, and the badge says %q", got)
	}
	for i := range 3 {
		d := models.Details{Email: fmt.Sprintf("p%d@nordlys.example", i), Name: "Pia Dahl", Role: access.Custom, Grant: testkit.Levels(nil)}
		if _, err := a.Store.Invite(t.Context(), owner, d, i == 2); err != nil { // two prepared, one sent
			t.Fatal(err)
		}
	}
	a.Member(owner, "bo@nordlys.example", "Bo Dahl", testkit.Levels(access.Levels{access.Users: access.Edit}))
	for email, want := range map[string]string{"signe@nordlys.example": "2 waiting", "bo@nordlys.example": ""} {
		if got := badge(email); got != want {
			t.Errorf("the badge of %s says %q, want %q", email, got, want)
		}
	}
}
