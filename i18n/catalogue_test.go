package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// testLocale is a language with the given texts beside its own lists.
func testLocale(t *testing.T, tag, texts string) *Locale {
	t.Helper()
	lang := Must(tag).language
	lists, err := embedded.ReadFile("locales/" + tag + "/dates.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := readCatalogue(fstest.MapFS{
		"locales/" + tag + "/dates.yaml": {Data: lists},
		"locales/" + tag + "/test.yaml":  {Data: []byte(texts)},
	}, lang)
	if err != nil {
		t.Fatal(err)
	}
	return &Locale{language: lang, messages: c}
}

func TestFaultsOfACatalogueAreAllNamed(t *testing.T) {
	_, err := readCatalogue(fstest.MapFS{
		"locales/en/a.yaml": {Data: []byte("a:\n  x: one\n  x: two\n  list: [1, 2]\n")},
		"locales/en/b.yaml": {Data: []byte("a:\n  x: three\n  open: \"{\"\n  closed: \"}\"\n  space: \"{a b}\"\n  none: \"{}\"\n")},
		"locales/en/c.yaml": {Data: []byte("c: [\n")},
	}, Must("en").language)
	if err == nil {
		t.Fatal("no fault was found")
	}
	for _, want := range []string{
		`a.yaml:3: "a.x" stands at locales/en/a.yaml:2 already`,
		`a.yaml:4: "a.list" is neither a text nor a map`,
		`b.yaml:2: "a.x" stands at locales/en/a.yaml:2 already`,
		`b.yaml:3: "a.open"`, `b.yaml:4: "a.closed"`, `b.yaml:5: "a.space"`, `b.yaml:6: "a.none"`,
		`c.yaml: `,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s\nis not in\n%v", want, err)
		}
	}
}

func TestEveryLanguageHasEveryKey(t *testing.T) {
	all := map[string]bool{}
	for _, l := range locales {
		for _, key := range l.Keys() {
			all[key] = true
		}
	}
	for _, l := range locales {
		var missing []string
		for key := range all {
			if !l.Has(key) {
				missing = append(missing, key)
			}
		}
		slices.Sort(missing)
		if len(missing) > 0 {
			t.Errorf("%s lacks %d keys:\n\t%s", l.tag, len(missing), strings.Join(missing, "\n\t"))
		}
	}
}

func TestNoTextIsEmpty(t *testing.T) {
	for _, l := range locales {
		for _, key := range l.Keys() {
			if text := l.messages[key].source(); strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is empty", l.tag, key)
			}
		}
	}
}

func TestPlaceholdersAreTheSameInEveryLanguage(t *testing.T) {
	for _, key := range locales[0].Keys() {
		want := locales[0].messages[key].placeholders(key)
		for _, l := range locales[1:] {
			if got := l.messages[key].placeholders(key); l.Has(key) && !slices.Equal(got, want) {
				t.Errorf("%s: %s has the placeholders %q, but %q in %s", l.tag, key, got, want, locales[0].tag)
			}
		}
	}
}

func TestPluralsAreComplete(t *testing.T) {
	for _, l := range locales {
		for _, key := range l.Keys() {
			if base, ok := strings.CutSuffix(key, ".one"); ok && !l.Has(base+".other") {
				t.Errorf("%s: %s has no form .other", l.tag, base)
			}
			if base, ok := strings.CutSuffix(key, ".other"); ok && !l.Has(base+".one") {
				t.Errorf("%s: %s has no form .one", l.tag, base)
			}
		}
	}
}

// A mark right after a letter lacks its space; 08:12 and https:// are not punctuation.
var tightMark = regexp.MustCompile(`[\pL\d})][;!?»]|[\pL\d})]:(\s|$)|«[\pL\d{(]|[  ][;:!?»]|«[  ]`)

func TestFrenchPunctuationHasItsNarrowSpaces(t *testing.T) {
	l := Must("fr")
	for _, key := range l.Keys() {
		if text := l.messages[key].source(); tightMark.MatchString(text) {
			t.Errorf("%s: a narrow space is missing beside %q in %q", key, tightMark.FindString(text), text)
		}
	}
	if got, want := typesetFrench("Vraiment ? « Oui » : 9 % ; 08:12"), "Vraiment\u202f? «\u202fOui\u202f»\u202f: 9\u202f%\u202f; 08:12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// source writes a message as its catalogue holds it.
func (m message) source() string {
	var b strings.Builder
	for _, p := range m {
		if p.name != "" {
			b.WriteString("{" + p.name + "}")
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// placeholders lists the names in a message, without the count of a plural: a language
// may say "one" in words.
func (m message) placeholders(key string) []string {
	plural := strings.HasSuffix(key, ".one") || strings.HasSuffix(key, ".other")
	var names []string
	for _, p := range m {
		if p.name != "" && !(plural && p.name == "n") {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
