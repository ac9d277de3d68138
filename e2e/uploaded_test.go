package e2e

import (
	"fmt"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// uploaded brings files for an event to every state whose page looks different, and returns what
// stands for their ids in addresses, each before its id.
func uploaded(t *testing.T, a *testkit.App, owner access.Actor, event, balcony string) []string {
	t.Helper()
	const heads = "order,type,count,name,email,price,Seat row,Gift card code\n"
	good, bad := heads, heads+"NVJ-1,Balkon,0,,not an address,free,,\n"
	for n := range 40 {
		good += fmt.Sprintf("NVJ-2026-%04d,Full price,%d,Jean-Baptiste Emmanuel Thorup-Lindqvist,jean-baptiste.emmanuel.thorup-lindqvist@vinterjazz.example,185.00,,\n", n, 1+n%4)
		bad += fmt.Sprintf("NVJ-2,Full price,%d,%s,,1.234,,\n", 1+n%3, strings.Repeat("w", 121))
	}
	for n := range 5 {
		bad += fmt.Sprintf("NVJ-3-%d,Full price,100\n", n)
	}
	uploads := func(content string) (id string) {
		id, err := a.Store.StartImport(t.Context(), owner, models.Upload{Event: event, Name: "Vinterjazz – solgte billetter fra webshoppen, eksport 2026-06-15.csv", Locale: "en", Content: []byte(content)})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	confirms := func(id string, mail bool, meanwhile int) {
		worked(t, a)
		if err := a.Store.ConfirmImport(t.Context(), owner, id, mail); err != nil {
			t.Fatal(err)
		}
		if meanwhile > 0 {
			a.Order(owner, event, balcony, meanwhile, models.Contact{})
		}
		worked(t, a)
	}
	checked, faulty := uploads(good), uploads(bad)
	done := uploads(heads + "D1,Balcony,2\nD2,Full price,1\n")
	confirms(done, true, 0)
	failed := uploads(heads + "F1,Balcony,40\n")
	confirms(failed, false, 20)
	return []string{"CHECKED", checked, "FAULTY", faulty, "DONE", done, "FAILED", failed, "WAITING", uploads(good)}
}

// worked does all that waits for the console.
func worked(t *testing.T, a *testkit.App) {
	t.Helper()
	for {
		switch found, err := a.Store.WorkOnImport(t.Context()); {
		case err != nil:
			t.Fatal(err)
		case !found:
			return
		}
	}
}
