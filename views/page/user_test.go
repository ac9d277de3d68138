package page

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// hostile is what somebody may enter as a name: markup, right-to-left marks, length, an emoji.
var hostile = `"'><svg onload=x>` + "\u202e\u05d0\u05d1" + strings.Repeat("x", 200) + "🎭"

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func testFrame(tag string, actor access.Actor) *views.Frame {
	return &views.Frame{
		Page: "test", Locale: i18n.Must(tag), Zone: time.UTC, Now: noon, Path: "/users?q=a", Actor: actor, SignedIn: true, Organisation: hostile, Mailbox: true,
		Nav:   []views.NavGroup{{Key: "administration", Items: []views.NavItem{{Route: "user.list", Label: "nav.users", Icon: "users", Href: "/users", Count: 2}}}},
		Flash: &views.Flash{Kind: "status", Text: hostile, UndoAction: "/undo", UndoLabel: hostile, UndoFields: map[string]string{"active": "true"}},
		URL: func(route string, args ...any) string {
			for _, a := range args {
				route += "/" + a.(string)
			}
			return "/" + route
		},
		Asset: func(name string) string { return "/static/" + name },
	}
}

func owner() access.Actor {
	return access.Actor{Membership: "owner", Name: hostile, Email: hostile, Owner: true, Grant: access.Grant{Levels: access.Everything(), Scope: access.Scope{All: true}}}
}

func render(t *testing.T, f *views.Frame, c templ.Component) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(views.With(t.Context(), f), &b); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, bad := range []string{"<svg onload", "⟦", "style=", "javascript:"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page holds %q near %q", bad, around(html, bad))
		}
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func around(s, part string) string {
	at := strings.Index(s, part)
	return s[max(0, at-80):min(len(s), at+120)]
}

func person(status string) UserRow {
	return UserRow{ID: "1", Name: hostile, Email: "a@example.org", Title: hostile, Status: status, Locked: true, HasAccount: status == "active" || status == "inactive",
		Role: access.Role{Key: "own", Name: hostile}, Failure: hostile, Expires: noon, LastSeen: noon,
		Target: access.Target{Membership: "1", Grant: access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{"e"}}, Validity: access.Validity{From: "2026-01-01", Until: "2027-01-01"}}}}
}

func entry() forms.User {
	u := forms.NewUser()
	u.Name, u.Email, u.Title, u.Role, u.Scope = hostile, hostile, hostile, "own", "chosen"
	return u
}

func hostilePages() map[string]templ.Component {
	var rows []UserRow
	for _, s := range models.Statuses() {
		rows = append(rows, person(string(s)))
	}
	own := access.Role{Key: "own", Name: hostile, For: hostile}
	var errs forms.Errors
	errs.Add("email", "form.email")
	errs.Add("", "user.stale", "name", hostile)
	history := []HistoryRow{{At: noon, By: hostile, What: hostile, Changes: []component.Change{{Label: hostile, Old: hostile}}}}
	pages := map[string]templ.Component{
		"list":   UserList(UserListPage{Rows: rows, Total: 1000, Capped: true, Roles: []access.Role{own}, Events: []component.Option{{Value: hostile, Label: hostile}}, Filter: UserFilter{Q: hostile, Sort: hostile}, Next: hostile, Previous: hostile, Errors: errs}),
		"new":    UserForm(UserFormPage{Entry: entry(), Saved: forms.NewUser(), Errors: errs, Roles: []access.Role{own}, Events: []EventChoice{{ID: "e", Name: hostile, Begins: noon, Ends: noon}}, Organisations: []component.Option{{Value: "o", Label: hostile}}}),
		"edit":   UserForm(UserFormPage{ID: "1", Person: hostile, Status: "active", HasAccount: true, Entry: entry(), Saved: forms.NewUser(), Rights: access.HoldsMore, HiddenEvents: 2}),
		"remove": UserRemove(UserRemovePage{ID: "1", Name: hostile, Email: hostile, Status: "active", HasAccount: true}),
		"home":   Home(HomePage{Today: []TodayRow{{EventRow: EventRow{ID: "e", Name: hostile, Venue: hostile, State: "published", Begins: noon, Ends: noon}, Seats: 2, Till: hostile}}, Owner: models.User{Name: hostile, Email: hostile}, Events: []string{hostile}}),
		"link":   UserLink(UserLinkPage{ID: "1", Name: hostile, Email: hostile, Link: "http://localhost/" + hostile, Expires: noon}),
	}
	for name, p := range hostileRecords(errs) {
		pages[name] = p
	}
	for name, p := range hostileGates(errs) {
		pages[name] = p
	}
	for name, p := range hostileCustomers(errs) {
		pages[name] = p
	}
	for name, p := range hostileReports(errs) {
		pages[name] = p
	}
	for _, r := range rows {
		pages["show "+r.Status] = UserShow(UserShowPage{ID: "1", Name: hostile, Email: hostile, Title: hostile, Phone: hostile, Status: r.Status, LockedUntil: noon, HasAccount: r.HasAccount, Role: own, Target: r.Target,
			Why: map[access.Section]Why{access.Events: {By: hostile, At: noon}}, Events: []string{hostile}, HiddenEvents: 1, InvitedBy: hostile, Failure: hostile, AskedAt: noon, History: history})
	}
	return pages
}

func TestPagesEscapeWhatPeopleEnterInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		for name, p := range hostilePages() {
			t.Run(tag+" "+name, func(t *testing.T) {
				doc := render(t, testFrame(tag, owner()), p)
				if doc.Find("h1").Length() != 1 {
					t.Error("not exactly one main heading")
				}
				seen := map[string]bool{}
				doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
					id := s.AttrOr("id", "")
					if seen[id] {
						t.Errorf("the id %q stands twice", id)
					}
					seen[id] = true
				})
			})
		}
	}
}

func TestPagesRenderWithNoDataAtAll(t *testing.T) {
	f := testFrame("en", access.Actor{})
	for _, p := range []templ.Component{UserList(UserListPage{}), UserForm(UserFormPage{}), UserShow(UserShowPage{Status: "active"}), UserRemove(UserRemovePage{}), UserLink(UserLinkPage{})} {
		render(t, f, p)
	}
}

func TestUserListCarriesItsHooks(t *testing.T) {
	doc := render(t, testFrame("en", owner()), UserList(UserListPage{Rows: []UserRow{person("active"), person("inactive")}, Total: 2}))
	rows := doc.Find("tr[data-user='a@example.org'][data-id='1']")
	if got := rows.Length(); got != 2 {
		t.Fatalf("%d rows with hooks, want 2", got)
	}
	if got := doc.Find("[data-total='2']").Length(); got != 1 {
		t.Error("the count has no hook")
	}
	for status, active := range map[string]string{"active": "false", "inactive": "true"} {
		form := doc.Find("tr[data-status=" + status + "] form[method=post][action='/user.status/1']")
		if got := form.Find("input[name=active]").AttrOr("value", ""); got != active {
			t.Errorf("the dot of someone %s posts active=%q, want %q", status, got, active)
		}
	}
}

func TestUserListShowsNoButtonsForSomeoneWhoHoldsMore(t *testing.T) {
	reader := access.Actor{Membership: "me", Grant: access.Grant{Levels: access.Levels{access.Users: access.Approve}, Scope: access.Scope{All: true}}}
	doc := render(t, testFrame("en", reader), UserList(UserListPage{Rows: []UserRow{person("active")}, Total: 1}))
	if got := doc.Find("tr[data-status] form, tr[data-status] .acts a").Length(); got != 0 {
		t.Errorf("%d ways to change a person who holds more", got)
	}
}

func TestCountBeyondTheLimitSaysSo(t *testing.T) {
	doc := render(t, testFrame("en", owner()), UserList(UserListPage{Rows: []UserRow{person("active")}, Total: 1000, Capped: true}))
	if got := doc.Find("[data-total='1000+']").Length(); got != 1 {
		t.Error("no data-total of 1000+")
	}
}

func formPage() UserFormPage {
	return UserFormPage{ID: "1", Person: "Ana", Status: "active", HasAccount: true, Entry: forms.NewUser(), Saved: forms.NewUser(), Roles: access.Roles()}
}

// Enter in a field presses the form's first submit button: it must save, not step.
func TestFirstButtonOfTheFormSaves(t *testing.T) {
	doc := render(t, testFrame("en", owner()), UserForm(formPage()))
	first := doc.Find("form.form button:not([type=button])").First()
	if _, steps := first.Attr("formaction"); steps || first.AttrOr("name", "") != "" {
		t.Error("the first submit button does not simply save")
	}
}

func TestStepsWorkWithoutScript(t *testing.T) {
	doc := render(t, testFrame("en", owner()), UserForm(formPage()))
	for _, a := range access.Areas() {
		for _, sign := range []string{"+", "-"} {
			b := doc.Find(`button[name=step][type=submit][value="` + string(a.Section) + ":" + sign + `"]`)
			if got := b.AttrOr("formaction", ""); got != "/user.edit.step/1" {
				t.Errorf("step %s of %s goes to %q", sign, a.Section, got)
			}
		}
		if doc.Find(`[data-section="`+string(a.Section)+`"][data-level=none]`).Length() != 1 {
			t.Errorf("no row of %s with its level", a.Section)
		}
	}
}

// EC3: the name of someone with web access cannot be edited.
func TestNameAndAddressOfAnAccountAreNotInputs(t *testing.T) {
	doc := render(t, testFrame("en", owner()), UserForm(formPage()))
	if got := doc.Find("input[name=name], input[name=email]").Length(); got != 0 {
		t.Errorf("%d inputs for what belongs to the person", got)
	}
}

func TestRungsAboveTheEditorsOwnAreDisabledWithTheReason(t *testing.T) {
	editor := access.Actor{Membership: "me", Grant: access.Grant{Levels: access.Levels{access.Events: access.View, access.Users: access.Approve}, Scope: access.Scope{Events: []string{"e"}}}}
	doc := render(t, testFrame("en", editor), UserForm(formPage()))
	row := doc.Find("[data-section=events]")
	if _, off := row.Find("input[value=edit]").Attr("disabled"); !off {
		t.Error("a rung above the editor's own can be chosen")
	}
	if _, off := row.Find("input[value=view]").Attr("disabled"); off {
		t.Error("the editor's own rung cannot be chosen")
	}
	if !strings.Contains(row.Find(".why").Text(), "View") {
		t.Error("no reason is given")
	}
	if _, off := doc.Find("input[name=scope][value=all]").Attr("disabled"); !off {
		t.Error("all events can be given by someone who has only some")
	}
}

func TestRightsOfSomeoneWhoHoldsMoreAreLockedWithTheReason(t *testing.T) {
	p := formPage()
	p.Rights = access.HoldsMore
	doc := render(t, testFrame("en", owner()), UserForm(p))
	if got := doc.Find(".rung input:not([disabled]), [name=role]:not([disabled]), [name=scope]:not([disabled]), [name=valid_until]:not([disabled]), [name=step], [name=preset]").Length(); got != 0 {
		t.Errorf("%d controls still change rights", got)
	}
	if !strings.Contains(doc.Find("main").Text(), i18n.Must("en").T("refusal.holds_more")) {
		t.Error("no reason is given")
	}
}

func TestFormSaysBeforeSavingWhatWillChange(t *testing.T) {
	p := formPage()
	p.Entry.Levels = map[access.Section]string{access.Events: "edit"}
	p.Entry.ValidUntil = "2027-01-31"
	doc := render(t, testFrame("en", owner()), UserForm(p))
	got := strings.Join(strings.Fields(doc.Find(".save .changes").Text()), " ")
	for _, want := range []string{"Events from None → to Edit", "Last day from empty → to 31 January 2027"} {
		if !strings.Contains(got, want) {
			t.Errorf("summary %q lacks %q", got, want)
		}
	}
}

func TestErrorsStandInTheSummaryAndAtTheirField(t *testing.T) {
	p := UserFormPage{Entry: entry(), Saved: forms.NewUser()}
	p.Errors.Add("email", "form.email")
	p.Errors.Add("level.events", "user.beyond_level")
	doc := render(t, testFrame("en", owner()), UserForm(p))
	if doc.Find("[data-errors='2'][role=alert]").Length() != 1 {
		t.Fatal("no summary of two errors")
	}
	for _, field := range []string{"email", "level.events"} {
		if doc.Find(`[data-errors] a[href="#`+field+`"]`).Length() != 1 || doc.Find(`[id="`+field+`-error"]`).Length() != 1 || doc.Find(`[id="`+field+`"]`).Length() != 1 {
			t.Errorf("the error of %s is not both in the summary and at the field", field)
		}
	}
	if !strings.HasPrefix(doc.Find("title").Text(), "Error: ") {
		t.Error("the title does not say that there is an error")
	}
	if doc.Find("input[name=email]").AttrOr("value", "") != hostile {
		t.Error("what was entered is lost")
	}
}
