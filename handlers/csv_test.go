package handlers_test

import (
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// The attack: a name holds another list separator and then a formula. Where the file was not
// separated as the reader's spreadsheet expects, the formula became a cell of its own and ran.
const runs = `Bob;=cmd|'/C calc'!A0;x`

// exports are the addresses of all files of a console in which the attacker's name stands
// wherever one can.
func exports(t *testing.T) (a *testkit.App, owner access.Actor, paths []string) {
	t.Helper()
	a = testkit.NewApp(t)
	owner = a.Found()
	a.Member(owner, "bob@example.org", runs, testkit.Levels(access.Levels{access.Events: access.View}))
	event, full := a.OnSale(owner, runs, 48*3600e9)
	a.Order(owner, event, full, 1, models.Contact{Name: runs, Email: "bob@example.org"})
	id, err := a.Store.StartImport(t.Context(), owner, models.Upload{Event: event, Name: "x", Locale: "en", Content: []byte("order,type\nA1,\"" + runs + "\"\n")})
	if err != nil {
		t.Fatal(err)
	}
	works(t, a)
	for _, r := range a.Server.Routes() {
		if strings.HasSuffix(r.Path, ".csv") {
			path := strings.Replace(r.Path, "/reports/:id", "/reports/"+event, 1)
			paths = append(paths, strings.Replace(path, "/imports/:id", "/imports/"+id, 1))
		}
	}
	return a, owner, paths
}

func TestEveryExportIsSeparatedAsItsReadersSpreadsheetExpectsAndRunsNothing(t *testing.T) {
	a, owner, paths := exports(t)
	if len(paths) < 6 {
		t.Fatal(paths)
	}
	quoted := regexp.MustCompile(`^"(?:[^"]|"")*"(?:[,;]"(?:[^"]|"")*")*$`)
	for tag, separator := range map[string]rune{"en": ',', "fr": ';', "da": ';'} {
		if err := a.Store.SetPreferences(t.Context(), owner.User, &tag, nil); err != nil {
			t.Fatal(err)
		}
		c, found := a.As(owner), 0
		for _, path := range paths {
			body := strings.TrimPrefix(c.Get(path).Want(200).Body, "\uFEFF")
			r := csv.NewReader(strings.NewReader(body))
			r.Comma = separator
			rows, err := r.ReadAll()
			if err != nil || len(rows) < 2 {
				t.Errorf("%s %s: %v\n%s", tag, path, err, body)
				continue
			}
			for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
				if !quoted.MatchString(line) {
					t.Errorf("%s %s: a cell without quotation marks: %s", tag, path, line)
				}
			}
			for i, heading := range rows[0] {
				if slices.Contains(rows[0][:i], heading) {
					t.Errorf("%s %s: two columns are called %q", tag, path, heading)
				}
			}
			found += strings.Count(body, `Bob;'=cmd|`)
			if strings.Contains(body, "Bob;=cmd") {
				t.Errorf("%s %s: a spreadsheet would run what stands after the separator", tag, path)
			}
		}
		if found < 5 {
			t.Errorf("%s: the name stands in the files %d times only", tag, found)
		}
	}
}

// French has quotation marks of its own, in sentences that name several things, too.
func TestNamesInASentenceStandInTheQuotationMarksOfTheLanguage(t *testing.T) {
	a, owner, _ := exports(t)
	fr, id := "fr", a.Ask("SELECT id FROM imports")
	if err := a.Store.SetPreferences(t.Context(), owner.User, &fr, nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/imports/" + id, "/imports/" + id + "/faults.csv"} {
		if body := a.As(owner).Get(path).Want(200).Body; !strings.Contains(body, "«\u202FFull price\u202F»") || strings.Contains(body, "“Full price") {
			t.Errorf("%s: %s", path, body)
		}
	}
}
