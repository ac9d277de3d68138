package i18n

import (
	"strings"
	"sync"
	"testing"
)

func TestTextFillsPlaceholders(t *testing.T) {
	l := testLocale(t, "fr", `t: {plain: Bonjour, who: "{who}, {n} fois {list} {what} {x}"}`)
	got := l.T("t.who", "who", "Ana", "n", 12345, "list", []string{"a", "b"}, "what", Key("t.plain"), "x", true)
	if want := "Ana, 12\u202f345 fois a et b Bonjour true"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextNeverReadsPlaceholdersOfAValue(t *testing.T) {
	l := testLocale(t, "en", `t: {two: "{a} {b}"}`)
	if got := l.T("t.two", "a", "{b}", "b", "x"); got != "{b} x" {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsMissingShowsInBrackets(t *testing.T) {
	l := testLocale(t, "en", `t: {one_hole: "Dear {name}"}`)
	for got, want := range map[string]string{
		l.T("t.nothing"):            "⟦t.nothing⟧",
		l.N("t.nothing", 2):         "⟦t.nothing.other⟧",
		l.T("t.one_hole"):           "Dear ⟦name⟧",
		l.T("t.one_hole", "name"):   "Dear ⟦name⟧",
		l.T("t.one_hole", "n", "x"): "Dear ⟦name⟧",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if l.Has("t.nothing") || !l.Has("t.one_hole") {
		t.Error("Has disagrees with the catalogue")
	}
}

func TestPluralFollowsTheLanguage(t *testing.T) {
	const forms = `t: {one: "{n} one{x}", other: "{n} other{x}"}`
	for tag, want := range map[string][]string{
		"en": {"0 other!", "1 one!", "2 other!", "1,000 other!"},
		"fr": {"0 one!", "1 one!", "2 other!", "1\u202f000 other!"},
		"da": {"0 other!", "1 one!", "2 other!", "1.000 other!"},
	} {
		l := testLocale(t, tag, forms)
		for i, n := range []int{0, 1, 2, 1000} {
			if got := l.N("t", n, "x", "!"); got != want[i] {
				t.Errorf("%s, %d: got %q, want %q", tag, n, got, want[i])
			}
		}
	}
}

func TestNumbersAreGroupedInThousands(t *testing.T) {
	for _, c := range []struct {
		n          int
		en, fr, da string
	}{
		{0, "0", "0", "0"},
		{999, "999", "999", "999"},
		{1234, "1,234", "1\u202f234", "1.234"},
		{-1234567, "-1,234,567", "-1\u202f234\u202f567", "-1.234.567"},
		{-999, "-999", "-999", "-999"},
	} {
		for tag, want := range map[string]string{"en": c.en, "fr": c.fr, "da": c.da} {
			if got := Must(tag).Number(c.n); got != want {
				t.Errorf("%s: got %q, want %q", tag, got, want)
			}
		}
	}
}

func TestListsReadAsASentence(t *testing.T) {
	for _, c := range []struct {
		items      []string
		en, fr, da string
	}{
		{nil, "", "", ""},
		{[]string{"a"}, "a", "a", "a"},
		{[]string{"a", "b"}, "a and b", "a et b", "a og b"},
		{[]string{"a", "b", "c"}, "a, b and c", "a, b et c", "a, b og c"},
	} {
		for tag, want := range map[string]string{"en": c.en, "fr": c.fr, "da": c.da} {
			if got := Must(tag).List(c.items); got != want {
				t.Errorf("%s: got %q, want %q", tag, got, want)
			}
		}
	}
}

func TestLookupKnowsExactlyTheTags(t *testing.T) {
	for _, tag := range Tags() {
		if l, ok := Lookup(tag); !ok || l.Tag() != tag || Must(tag) != l {
			t.Errorf("%s is not found by its own tag", tag)
		}
	}
	for _, tag := range []string{"", "EN", "de", "en-GB"} {
		if _, ok := Lookup(tag); ok {
			t.Errorf("%q was found", tag)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Must took an unknown tag")
		}
	}()
	Must("de")
}

func TestMatchChoosesTheReadersLanguage(t *testing.T) {
	for _, c := range []struct{ header, fallback, want string }{
		{"", "da", "da"},
		{"", "xx", "en"},
		{"da", "en", "da"},
		{"fr-CA,fr;q=0.9,en;q=0.8", "en", "fr"},
		{"en-GB,en;q=0.5,da;q=0.9", "fr", "en"},
		{"de;q=1,fr;q=0.5", "en", "fr"},
		{"en-AU,da;q=0.9", "fr", "en"},
		{"nb", "fr", "da"},
		{"sv-SE,zh-CN", "fr", "fr"},
		{"!!;q=x", "da", "da"},
		{"*", "da", "da"},
	} {
		if got := Match(c.header, c.fallback).Tag(); got != c.want {
			t.Errorf("Match(%q, %q) = %s, want %s", c.header, c.fallback, got, c.want)
		}
	}
}

// Attack: 60,000 underscores take a tenth of a second to read.
func TestOfALongHeaderTheFirstLanguagesCount(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{"da," + strings.Repeat("_", 60_000), "da"},
		{"da," + strings.Repeat("de,", 20_000), "da"},
		{strings.Repeat("de,", 65) + "da,fr", "da"},
		{strings.Repeat("de,", 66) + "da,fr", "en"}, // where it is cut nothing is sure
		{strings.Repeat("_", 60_000), "en"},
	} {
		if got := Match(c.header, "en").Tag(); got != c.want {
			t.Errorf("%d bytes beginning with %q: %s, want %s", len(c.header), c.header[:6], got, c.want)
		}
	}
}

func TestOneLocaleServesManyGoroutines(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				Must("fr").N("form.summary", 3)
				Match("fr-CA, en", "da").List([]string{"a", "b", "c"})
			}
		})
	}
	all.Wait()
}
