package handlers_test

import (
	"encoding/csv"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"coulisse/handlers"
	"coulisse/testkit"
)

// desk is the world with its forms, and a watch over what they change.
type desk struct {
	*world
	changed func() []string
	owner   *caller
	nobody  *caller
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	w := newWorld(t, asItIs)
	return &desk{world: w, changed: w.Watch(t, "sessions").Changes, owner: w.who[1], nobody: w.who[0]}
}

// formCells is for each form a request that would succeed.
func (d *desk) formCells() (list []cell) {
	for _, r := range d.Server.Routes() {
		if r.Method != http.MethodPost || strings.HasPrefix(r.Name, "setup.") {
			continue
		}
		who := d.owner
		switch r.Access.String() {
		case "public":
			who = d.nobody
		case "desk":
			who = d.called("lead")
		}
		if name, ok := ownershipAsks[r.Name]; ok {
			who = d.called(name)
		}
		for _, c := range d.cells(r, everybody) {
			if status := d.want(c); c.who == who && c.body == "filled" && (status == http.StatusSeeOther || status == http.StatusOK) {
				list = append(list, c)
				break
			}
		}
	}
	return list
}

// fill sends a cell's form, filled in by the test.
func (d *desk) fill(c cell, values url.Values) *httptest.ResponseRecorder {
	kind, body := encoded(c.route.Name, values)
	return d.send(c, kind, body)
}

// send is a cell's request with a body of the test's own.
func (d *desk) send(c cell, kind, body string) *httptest.ResponseRecorder {
	path := c.route.Path
	if c.row != nil {
		path = pathOf(c.route, c.row)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", kind)
	if c.who.token != "" {
		r.AddCookie(d.SessionCookie(c.who.token))
	}
	res := httptest.NewRecorder()
	d.Server.ServeHTTP(res, r)
	return res
}

const formType = "application/x-www-form-urlencoded"

// What no browser sends is refused at every form, also at those that read nothing.
func TestABodyThatIsNoFormChangesNothingAnywhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	cells := d.formCells()
	for _, c := range cells {
		kind, _ := encoded(c.route.Name, nil)
		other := "multipart/form-data; boundary=x"
		if kind != formType {
			other = formType
		}
		for _, sent := range []struct {
			name, kind, body string
			want             int
		}{
			{"32 MB", kind, "name=" + strings.Repeat("x", 32<<20), 413},
			{"JSON", "application/json", `{"name":"x"}`, 415},
			{"another kind of form", other, "--x--", 415},
			{"text", "text/plain", "name=x", 415},
			{"no type", "", "name=x", 415},
		} {
			res := d.send(c, sent.kind, sent.body)
			if res.Code != sent.want {
				t.Errorf("%s with %s: %d, want %d", c, sent.name, res.Code, sent.want)
			}
			if changed := d.changed(); changed != nil {
				t.Errorf("%s with %s changed %v", c, sent.name, changed)
			}
			inWords(t, c.String()+" with "+sent.name, res)
		}
	}
	t.Logf("%d forms", len(cells))
}

// Every field of every form, sent twice, as broken text, and endless: the answer says so at
// the field, in words; what else was entered is kept; nothing changes.
func TestAFieldThatIsNoTextIsRefusedInWordsAndTheRestIsKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	fields := 0
	for _, c := range d.formCells() {
		filled := c.filled()
		if formsOf[c.route.Name].empty == http.StatusOK || c.route.Name == "scan.frame" {
			continue // saves nothing, and shows the form as it stands; is a picture, and no form
		}
		for _, field := range slices.Sorted(maps.Keys(formsOf[c.route.Name].filled)) {
			fields++
			for name, values := range map[string][]string{
				"twice": {filled.Get(field), filled.Get(field) + "x"}, "broken UTF-8": {"Ana \xff\xfe"}, "NUL": {"a\x00b"}, "endless": {strings.Repeat("x", 20_000)},
			} {
				sent := maps.Clone(filled)
				sent[field] = values
				d.refused(t, c, field+" "+name, field, sent)
			}
		}
	}
	t.Logf("%d fields", fields)
}

// refused sends a form that must come back with 422, words, and what was entered.
func (d *desk) refused(t *testing.T, c cell, what, field string, sent url.Values) *goquery.Document {
	t.Helper()
	res := d.fill(c, sent)
	if res.Code != http.StatusUnprocessableEntity {
		t.Errorf("%s with %s: %d, want 422", c, what, res.Code)
	}
	if changed := d.changed(); changed != nil {
		t.Errorf("%s with %s changed %v", c, what, changed)
	}
	p := inWords(t, c.String()+" with "+what, res)
	if p.Find("body").AttrOr("data-page", "") != c.route.Name {
		return p // a button without a form, whose answer is a page of its own
	}
	if p.Find(`[id="`+field+`-error"]`).Length() == 0 && p.Find("[data-errors]").Length() == 0 {
		t.Errorf("%s with %s: the form does not say what is wrong", c, what)
	}
	for kept, values := range sent {
		secret, wrong := strings.Contains(kept, "password") || kept == "current" || kept == "file", kept == field || strings.HasPrefix(kept, field+".")
		if !secret && !wrong && !holds(p, kept, values[0]) {
			t.Errorf("%s with %s: %s is not kept as %q", c, what, kept, values[0])
		}
	}
	return p
}

// holds tells whether a field of the page stands at a value.
func holds(p *goquery.Document, field, value string) bool {
	found := false
	p.Find(`[name="` + field + `"]`).Each(func(_ int, s *goquery.Selection) {
		switch {
		case goquery.NodeName(s) == "select":
			found = found || s.Find("option[selected]").AttrOr("value", "") == value
		case goquery.NodeName(s) == "textarea":
			found = found || s.Text() == value
		case s.Is("[type=radio], [type=checkbox]"):
			found = found || s.Is("[checked]") && s.AttrOr("value", "on") == value
		default:
			found = found || s.AttrOr("value", "") == value
		}
	})
	return found
}

// inWords checks that an answer is a whole page for people.
func inWords(t *testing.T, what string, res *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	body := res.Body.String()
	p, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(p.Find("h1").Text()) == "" || placeholder.MatchString(forScript.ReplaceAllString(body, "")) || strings.Contains(body, "\xff") || strings.Contains(body, "\x00") {
		t.Errorf("%s: no page for people: %d %.200s", what, res.Code, body)
	}
	return p
}

// asOwner is a cell for a form of the owner's, on a row that the world knows by name.
func (d *desk) asOwner(name, rowName string) cell {
	d.t.Helper()
	var r handlers.Route
	for _, route := range d.Server.Routes() {
		if route.Name == name {
			r = route
		}
	}
	for _, c := range d.cells(r, everybody) {
		if c.who == d.owner && c.body == "filled" && (c.row == nil || c.row.name == rowName) {
			return c
		}
	}
	d.t.Fatalf("no %s of %q", name, rowName)
	return cell{}
}

// csvCells are all cells of a file, the headings included.
func csvCells(t *testing.T, body string) (cells []string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		cells = append(cells, row...)
	}
	return cells
}

// Attack: 130 KB of one field.
func TestAFormOfMoreThanFiveThousandFieldsIsNotRead(t *testing.T) {
	a := testkit.NewApp(t)
	c := a.As(a.Found())
	for n, want := range map[int]int{
		4_999: http.StatusUnprocessableEntity, 5_000: http.StatusBadRequest, 18_500: http.StatusBadRequest,
	} {
		c.Post("/profile", url.Values{"detail": slices.Repeat([]string{""}, n), "name": {""}}).Want(want)
	}
}
