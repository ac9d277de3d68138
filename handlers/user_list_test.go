package handlers_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// tabs are the statuses that a list offers and the number beside each; "" is everybody.
func tabs(t *testing.T, p *testkit.Page) map[string]int {
	t.Helper()
	counts := map[string]int{}
	p.Find(".tabs a").Each(func(_ int, tab *goquery.Selection) {
		u, err := url.Parse(tab.AttrOr("href", ""))
		n, err2 := strconv.Atoi(tab.Find("span").Text())
		if err != nil || err2 != nil {
			t.Fatal(tab.Text(), err, err2)
		}
		counts[u.Query().Get("status")] = n
	})
	return counts
}

// Whatever is searched for, the number on a tab is that of the rows behind it.
func TestATabCountsTheRowsThatItLeadsTo(t *testing.T) {
	w := newWorld(t, asItIs)
	c := w.SignIn("signe@nordlys.example")
	for _, search := range []string{"/users?q=", "/users?q=nordlys", "/users?q=m&section=events&level=view", "/users?q=nobody-is-called-so"} {
		counts := tabs(t, c.Get(search).Want(200))
		sum := 0
		for _, status := range models.Statuses() {
			sum += counts[string(status)]
			p := c.Get(search + "&status=" + string(status)).Want(200)
			rows, n := p.Find(`tr[data-status="`+string(status)+`"]`).Length(), counts[string(status)]
			if total := p.Find("[data-total]").AttrOr("data-total", ""); rows != min(n, models.PageSize) || total != strconv.Itoa(n) || p.Find("tr[data-status]").Length() != rows {
				t.Errorf("%s: the tab %s says %d, the list %s, and %d rows follow", search, status, n, total, rows)
			}
			if again := tabs(t, p); again[""] != counts[""] {
				t.Errorf("%s: %d people in all, on the tab %s %d", search, counts[""], status, again[""])
			}
		}
		if sum != counts[""] {
			t.Errorf("%s: %d by status, %d in all", search, sum, counts[""])
		}
	}
}

func TestTabsOfManyPeopleCountNothing(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	a.Crowd(owner, 1001)
	c := a.SignIn("signe@nordlys.example")
	for query, total := range map[string]string{"": "1000+", "?status=active": "1000+", "?status=inactive": "0"} {
		p := c.Get("/users" + query).Want(200)
		if got := p.Find("[data-total]").AttrOr("data-total", ""); got != total || p.Has(".tabs span") {
			t.Errorf("%q: %s people, tabs %q", query, got, p.Text(".tabs"))
		}
	}
	if counts := tabs(t, c.Get("/users?q=000042").Want(200)); counts[""] != 1 || counts["active"] != 1 {
		t.Error("a search for one of them counts", counts)
	}
}

// "2 of 14 events" would tell somebody with chosen events how many there are besides theirs.
func TestOnlyReadersOfAllEventsLearnHowManyThereAre(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	ids := []string{a.Event(owner, "Gala", time.Hour), a.Event(owner, "Matinee", time.Hour), a.Event(owner, "Ball", time.Hour)}
	chosen := func(users access.Level) access.Grant {
		return access.Grant{Levels: access.Levels{access.Events: access.View, access.Users: users}, Scope: access.Scope{Events: ids[:2]}}
	}
	a.Member(owner, "ana@nordlys.example", "Ana Holm", chosen(access.None))
	a.Member(owner, "bo@nordlys.example", "Bo Dahl", chosen(access.View))
	for email, want := range map[string]string{"signe@nordlys.example": "2 of 3 events", "bo@nordlys.example": "2 events"} {
		if text := a.SignIn(email).Get("/users").Text(`tr[data-user="ana@nordlys.example"]`); !strings.Contains(text, want) || want == "2 events" && strings.Contains(text, " of 3") {
			t.Errorf("%s reads %q, want %q", email, text, want)
		}
	}
}
