package handlers_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"coulisse/i18n"
	"coulisse/testkit"
)

// hostile are names as somebody may choose them to break a page, a mail or a spreadsheet.
var hostile = []string{
	`"'><svg onload=x>`, "\u202eעברית \u200fالعربية", strings.Repeat("w", 200), "👩\u200d👩\u200d👧\u200d👦🎭 {name}", "Z\u0338\u0322\u031ba\u0337l\u0336g\u0334o\u0321",
	`=cmd|' /C calc'!A1`, "</title></textarea><script>x</script>", "${7*7}{{7*7}}<%= 7 %>", "&lt;b&gt;&amp;#x27;",
}

// dressed gives names such words in turn, after what the world knows them by.
func dressed() func(string) string {
	n := 0
	return func(name string) string {
		n++
		if strings.HasPrefix(hostile[n%len(hostile)], "=") {
			return hostile[n%len(hostile)] + name
		}
		return name + " " + hostile[n%len(hostile)]
	}
}

// placeholder is one of the catalogues' that nothing was put into.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}|%!|<nil>|⟦`)

// forScript are sentences that the script fills in.
var forScript = regexp.MustCompile(` data-[a-z-]+="[^"⟦]*"`)

// checkPage holds for every page in every language.
func checkPage(t *testing.T, p *testkit.Page) {
	t.Helper()
	if strings.Contains(p.Body, "<svg onload") || strings.Contains(p.Body, "<script>x") {
		t.Errorf("%s: a name became markup", p.URL)
	}
	p.Find("script:not([src]), style, [style], base, iframe, object, embed, [href^='javascript:']").Each(func(_ int, s *goquery.Selection) {
		t.Errorf("%s: <%s> has no place on a page", p.URL, goquery.NodeName(s))
	})
	p.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: the attribute %s=%q runs as script", p.URL, a.Key, a.Val)
			}
		}
	})
	words := strings.ReplaceAll(forScript.ReplaceAllString(p.Body, ""), "{name}", "")
	if at := placeholder.FindStringIndex(words); at != nil {
		t.Errorf("%s: a sentence is not whole: …%s…", p.URL, words[max(0, at[0]-80):min(len(words), at[1]+80)])
	}
	if lang := p.Find("html").AttrOr("lang", ""); p.Text("title") == "" || p.Find("h1").Length() != 1 || !isTag(lang) {
		t.Errorf("%s: title %q, %d headings, language %q", p.URL, p.Text("title"), p.Find("h1").Length(), lang)
	}
	ids := map[string]bool{}
	p.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		if id := s.AttrOr("id", ""); ids[id] {
			t.Errorf("%s: the id %s stands twice", p.URL, id)
		} else {
			ids[id] = true
		}
	})
}

func isTag(lang string) bool {
	_, ok := i18n.Lookup(lang)
	return ok
}

// inLanguage is checkPage, and that the page is in the language that was asked for.
func inLanguage(tag string) func(*testing.T, *testkit.Page) {
	return func(t *testing.T, p *testkit.Page) {
		t.Helper()
		checkPage(t, p)
		if lang := p.Find("html").AttrOr("lang", ""); lang != tag {
			t.Errorf("%s is in %q, not in %q", p.URL, lang, tag)
		}
	}
}

// speak has somebody read the console in a language.
func (w *world) speak(c *caller, tag string) {
	w.t.Helper()
	w.must(w.Store.SetPreferences(w.t.Context(), c.actor.User, &tag, nil))
}

// whole are the callers whose pages are read in every language.
var whole = map[string]bool{"owner": true, "superuser chosen": true, "nothing all": true}

// Every page that anybody can come to, with the worst names that people may choose: every
// link opens, every form has its route, no button ends in a refusal, no name becomes markup.
func TestEverythingThatAnybodyCanClickOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dressed())
	pages := 0
	for i, who := range w.who {
		if who.shut {
			continue
		}
		for j, tag := range i18n.Tags() {
			if !whole[who.name] && i%len(i18n.Tags()) != j {
				continue
			}
			t.Run(who.name+" "+tag, func(t *testing.T) {
				w.speak(who, tag)
				client := testkit.NewClient(t, w.URL)
				client.SetCookies([]*http.Cookie{w.SessionCookie(w.StartSession(who.actor))})
				pages += w.crawl(t, who, client, inLanguage(tag), who.pages()...).pages
			})
		}
	}
	t.Logf("%d pages", pages)
}

// A first look: nobody but the owner, and nothing.
func TestEveryPageStandsWithNothingOnIt(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	w := &world{App: a, t: t, owner: owner, dress: asItIs}
	who := &caller{name: "owner", actor: owner}
	w.who = []*caller{who}
	w.rows = map[string][]row{"users": {{name: "owner", id: owner.Membership, organisation: owner.Organisation, state: "active", person: who.target()}}}
	for _, tag := range i18n.Tags() {
		w.speak(who, tag)
		if c := w.crawl(t, who, a.As(owner), inLanguage(tag), "/", "/users?q=nobody", "/events?q=nothing", "/history?from=2001-01-01&to=2001-01-02"); c.pages < 20 {
			t.Errorf("%s: only %d pages", tag, c.pages)
		}
	}
}

// What is open to everybody, with links of every kind and age.
func TestEveryPageOfTheEntranceStandsInEveryLanguage(t *testing.T) {
	w := newWorld(t, dressed())
	for path := range w.rows {
		w.rows[path] = append(w.rows[path], row{name: "never", id: "never"})
	}
	for _, late := range []time.Duration{0, 8 * 24 * time.Hour} {
		w.Clock.Advance(late)
		for _, tag := range i18n.Tags() {
			client := testkit.NewClient(t, w.URL)
			for _, r := range w.Server.Routes() {
				if r.Method != http.MethodGet || r.Access.String() != "public" || r.Name == "static" {
					continue
				}
				for _, path := range w.paths(r) {
					p := client.Get(path + "?lang=" + tag)
					if p.Status >= 500 {
						t.Errorf("%s: %d", p.URL, p.Status)
					}
					if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
						inLanguage(tag)(t, p)
					}
				}
			}
		}
	}
}
