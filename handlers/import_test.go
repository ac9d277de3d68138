package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/config"
	"coulisse/models"
	"coulisse/testkit"
)

// works does all that waits for the console.
func works(t *testing.T, a *testkit.App) {
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

func TestAFileIsUploadedMendedConfirmedAndFound(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, _ := a.OnSale(owner, "Cyrano", 48*3600e9)
	c := a.As(owner)
	form := c.Get("/customers").Want(200).Click(`main a[href="/imports"]`).Want(200, "import.list").Click(`main a[href="/imports/new"]`).Want(200, "import.new")
	if nav := form.Find(`.side [aria-current]`).AttrOr("href", ""); nav != "/customers" {
		t.Error("the navigation stands at", nav)
	}
	p := form.Submit("main form", "event", event, "file", "Bestellung;order;type;email;count\nx;W1;full price;mia@example.org;2\nx;W2;Balcony;;1\n").Want(200, "import.show")
	if p.Find("#import").AttrOr("data-state", "") != models.ImportWaiting || !p.Has(`progress[max="2"][value="0"]`) || !p.Has(`script[src*="follow"]`) || !p.Has("[data-refresh]") {
		t.Fatal(p.Text("main"))
	}
	works(t, a)
	p = p.Reload().Want(200)
	if !p.Has(`tr[data-line="3"][data-column="type"]`) || !strings.Contains(p.Text("main"), "Nothing was imported") || !strings.Contains(p.Text("main"), "Balcony") || p.Has("[data-refresh]") || p.Has(`script[src*="follow"]`) {
		t.Fatal(p.Text("main"))
	}
	file := p.Click(`a[href$="/faults.csv"]`).Want(200)
	if !strings.Contains(file.Body, `"3","Type",`) || !strings.Contains(file.Body, `,"Balcony"`+"\n") {
		t.Error(file.Body)
	}
	p = p.Click(`main a[href="/imports/new"]`).Submit("main form", "event", event, "file", "Bestellung;order;type;email;count\nx;W1;full price;mia@example.org;2\nx;W2;Full price;;1\n")
	works(t, a)
	p = p.Reload().Want(200)
	if text := p.Text("main"); !strings.Contains(text, "€54.00") || !strings.Contains(text, "Bestellung") || !strings.Contains(text, "1 order has no e-mail address") || !strings.Contains(text, "97") {
		t.Error(text)
	}
	p = p.Submit(`form[action$="/confirm"]`, "mail", "on").Want(200, "import.show")
	if p.Find("#import").AttrOr("data-state", "") != models.ImportConfirmed || !p.Has(`progress[max="2"]`) {
		t.Error(p.Text("main"))
	}
	works(t, a)
	p = p.Reload().Want(200)
	if !strings.Contains(p.Text("main"), "2 orders were imported.") || a.LastMail("mia@example.org").Kind != models.MailTickets {
		t.Error(p.Text("main"))
	}
	list := p.Click(`main a[href*="channel=import"]`).Want(200, "customer.list")
	if list.Find("tr[data-id]").Length() != 2 {
		t.Error(list.Text("main"))
	}
	if imports := c.Get("/imports").Want(200); imports.Find("tr[data-id]").Length() != 2 || imports.Find("[data-total]").AttrOr("data-total", "") != "2" {
		t.Error(imports.Text("main"))
	}
	if p := c.Post(strings.TrimSuffix(p.URL.Path, "/")+"/confirm", nil); p.Status != http.StatusConflict {
		t.Errorf("confirmed twice: %d", p.Status)
	}
	for _, action := range []string{"import.uploaded", "import.confirmed", "orders.placed"} {
		if h := c.Get("/history?action=" + action).Want(200); !strings.Contains(h.Text("main"), "orders.csv") {
			t.Errorf("%s: %s", action, h.Text("main"))
		}
	}
}

// What a browser never sends, and what people choose by mistake.
func TestAnUploadThatMeansNothingIsRefusedInWords(t *testing.T) {
	a := testkit.NewApp(t, func(c *config.Config) { c.Limits.Import = 64 << 10 })
	owner := a.Found()
	event, _ := a.OnSale(owner, "Cyrano", 48*3600e9)
	draft := a.Event(owner, "Draft", 48*3600e9)
	c := a.As(owner)
	const good = "order,type\nA1,Full price\n"
	watch := a.Watch(t, "sessions")
	for name, sent := range map[string]struct {
		values url.Values
		files  []string
		status int
		says   string
	}{
		"no file":         {url.Values{"event": {event}}, nil, 422, "Choose a file"},
		"none chosen":     {url.Values{"event": {event}, "file": {""}}, []string{"file"}, 422, "Choose a file"},
		"file as a field": {url.Values{"event": {event}, "file": {good}}, nil, 422, "Choose a file"},
		"another name":    {url.Values{"event": {event}, "upload": {good}}, []string{"upload"}, 422, "Choose a file"},
		"two files":       {url.Values{"event": {event}, "file": {good, good}}, []string{"file"}, 422, "more than once"},
		"empty":           {url.Values{"event": {event}, "file": {"\n"}}, []string{"file"}, 422, "empty"},
		"a spreadsheet":   {url.Values{"event": {event}, "file": {"PK\x03\x04\x00"}}, []string{"file"}, 422, "CSV UTF-8"},
		"a picture":       {url.Values{"event": {event}, "file": {"\x89PNG\r\n\x00\x1a"}}, []string{"file"}, 422, "no text"},
		"two encodings":   {url.Values{"event": {event}, "file": {good + "A2,Søren,S\xf8ren"}}, []string{"file"}, 422, "Row 3"},
		"no columns":      {url.Values{"event": {event}, "file": {"hello"}}, []string{"file"}, 422, "“Order” is missing"},
		"no event":        {url.Values{"file": {good}}, []string{"file"}, 422, "Fill this in"},
		"a draft":         {url.Values{"event": {draft}, "file": {good}}, []string{"file"}, 422, "still a draft"},
		"no such event":   {url.Values{"event": {"never"}, "file": {good}}, []string{"file"}, 422, "Choose one"},
		"too large":       {url.Values{"event": {event}, "file": {good + strings.Repeat("x", 65<<10)}}, []string{"file"}, 413, "64 KB"},
		"far too large":   {url.Values{"event": {event}, "file": {strings.Repeat("x", 1<<20)}}, []string{"file"}, 413, "split it"},
		"a large field":   {url.Values{"event": {strings.Repeat("x", 66<<10)}, "file": {good}}, []string{"file"}, 413, ""},
	} {
		kind, body := testkit.Multipart(sent.values, sent.files...)
		p := c.PostRaw("/imports", kind, strings.NewReader(body))
		if p.Status != sent.status || !strings.Contains(p.Text("main"), sent.says) {
			t.Errorf("%s: %d %s", name, p.Status, p.Text("main"))
		}
		checkPage(t, p)
	}
	whole := "--x\r\nContent-Disposition: form-data; name=\"event\"\r\n\r\n" + event + "\r\n"
	for name, sent := range map[string][2]string{
		"no boundary": {"multipart/form-data", whole}, "cut off": {"multipart/form-data; boundary=x", whole},
		"too many": {"multipart/form-data; boundary=x", strings.Repeat(whole, 100) + "--x--\r\n"},
		"mixed":    {"multipart/mixed; boundary=x", whole + "--x--\r\n"},
	} {
		p := c.PostRaw("/imports", sent[0], strings.NewReader(sent[1]))
		if want := map[bool]int{true: 415, false: 400}[name == "mixed"]; p.Status != want && p.Status != 415 {
			t.Errorf("%s: %d %s", name, p.Status, p.Text("main"))
		}
		checkPage(t, p)
	}
	if changed := watch.Changes(); changed != nil {
		t.Error("changed", changed)
	}
	if p := c.Post("/events", url.Values{"name": {strings.Repeat("x", 2<<20)}}); p.Status != 413 || !strings.Contains(p.Text("main"), "1 MB") {
		t.Errorf("a form: %d %s", p.Status, p.Text("main"))
	}
}

// Names and cells as somebody may write them to break a page or a spreadsheet; faults by the
// page, and all of them as a file.
func TestFaultsAreShownByThePageAndNoCellOfTheirFileIsAFormula(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, _ := a.OnSale(owner, "Cyrano", 48*3600e9)
	rows := "order,type," + quoted(hostile[0]) + "\n"
	cells := append([]string{"=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"}, hostile...)
	for i := range 120 {
		rows += fmt.Sprintf("A%d,%s\n", i, quoted(cells[i%len(cells)]))
	}
	id, err := a.Store.StartImport(t.Context(), owner, models.Upload{Event: event, Name: hostile[0] + hostile[1], Locale: "en", Content: []byte(rows)})
	if err != nil {
		t.Fatal(err)
	}
	works(t, a)
	c := a.As(owner)
	seen := map[string]bool{}
	p := c.Get("/imports/" + id).Want(200)
	for range 10 {
		checkPage(t, p)
		for _, row := range p.Find("tr[data-line]").EachIter() {
			seen[row.AttrOr("data-line", "")] = true
		}
		if !p.Has(`a[rel="next"]`) {
			break
		}
		p = p.Click(`a[rel="next"]`).Want(200)
	}
	if len(seen) != 120 {
		t.Errorf("%d of 120 faults are shown", len(seen))
	}
	if back := p.Click(`a[rel="prev"]`).Want(200); back.Find("tr[data-line]").Length() != models.PageSize {
		t.Error(back.Find("tr[data-line]").Length())
	}
	if p := c.Get("/imports/" + id + "?after=forged"); p.Status != 422 || !p.Has("[data-errors]") {
		t.Error(p.Status)
	}
	file := c.Get("/imports/" + id + "/faults.csv").Want(200)
	formulas := 0
	for _, cell := range csvCells(t, file.Body) {
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
			t.Errorf("the formula %q", cell)
		}
		if strings.HasPrefix(cell, "'") {
			formulas++
		}
	}
	if formulas < 40 {
		t.Errorf("%d cells were disarmed", formulas)
	}
	checkPage(t, c.Get("/imports").Want(200))
}

// The example must be one that is taken, in every language.
func TestTheExampleCanBeImported(t *testing.T) {
	for _, tag := range []string{"en", "fr", "da"} {
		a := testkit.NewApp(t)
		owner := a.Found()
		event := a.Event(owner, "Cyrano", 48*3600e9)
		for _, name := range []string{"Full price", "Child", "Plein tarif", "Enfant", "Voksen", "Barn"} {
			if _, err := a.Store.AddTicketType(t.Context(), owner, event, models.TicketTypeDetails{Name: name, Price: 1500, Quota: 50}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.Store.PublishEvent(t.Context(), owner, event); err != nil {
			t.Fatal(err)
		}
		if err := a.Store.SetPreferences(t.Context(), owner.User, &tag, nil); err != nil {
			t.Fatal(err)
		}
		c := a.As(owner)
		example := c.Get("/imports/example.csv").Want(200).Body
		p := c.Get("/imports/new").Submit("main form", "event", event, "file", example).Want(200, "import.show")
		works(t, a)
		if p = p.Reload(); p.Find("#import").AttrOr("data-state", "") != models.ImportChecked || p.Find(`tr:contains("10001")`).Length() != 1 || p.Has(".note.warn") {
			t.Errorf("%s: %s\n%s", tag, example, p.Text("main"))
		}
	}
}

// An import of an event out of somebody's scope, or of another organisation, was never there;
// who only looks sees none, and no button that leads to one.
func TestImportsOutOfScopeAreNotThere(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	mine, _ := a.OnSale(owner, "Cyrano", 48*3600e9)
	hidden, _ := a.OnSale(owner, "Grottesal", 48*3600e9)
	id, err := a.Store.StartImport(t.Context(), owner, models.Upload{Event: hidden, Name: "grottesal.csv", Locale: "en", Content: []byte("order,type\nA1,Nothing\n")})
	if err != nil {
		t.Fatal(err)
	}
	works(t, a)
	scope := access.Scope{Events: []string{mine}}
	edits := a.As(a.Member(owner, "e@nordlys.example", "Eva", access.Grant{Levels: access.Levels{access.Customers: access.Edit}, Scope: scope}))
	views := a.As(a.Member(owner, "v@nordlys.example", "Vera", access.Grant{Levels: access.Levels{access.Customers: access.View}, Scope: access.Scope{All: true}}))
	never := edits.Get("/imports/0190a0a0-0000-7000-8000-000000000000").Want(404).Body
	for _, path := range []string{"", "/faults.csv", "/discard"} {
		p := edits.Get("/imports/" + id + path).Want(404)
		if digits := func(s string) string { return strings.Join(strings.Fields(s), " ") }; digits(p.Body) != digits(never) {
			t.Errorf("%s tells itself apart", path)
		}
		views.Get("/imports/" + id + path).Want(403)
	}
	for _, path := range []string{"/imports", "/imports/new"} {
		if p := edits.Get(path).Want(200); strings.Contains(strings.ToLower(p.Body), "grottesal") {
			t.Error(path, "shows what is out of scope")
		}
	}
	if p := edits.Get("/imports"); p.Find("[data-total]").AttrOr("data-total", "") != "0" {
		t.Error("counted")
	}
	if views.Get("/customers").Want(200).Has(`a[href="/imports"]`) {
		t.Error("a button that ends in a refusal")
	}
}
