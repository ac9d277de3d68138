package forms

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAFieldSentTwiceIsRefused(t *testing.T) {
	for name, read := range map[string]func(*Values){
		"line":   func(v *Values) { v.Line("f", 99) },
		"lines":  func(v *Values) { v.Lines("f", 99) },
		"secret": func(v *Values) { v.Secret("f", 99) },
		"choice": func(v *Values) { v.Choice("f", "on") },
		"on":     func(v *Values) { v.On("f") },
	} {
		v := Read(url.Values{"f": {"on", "on"}})
		read(v)
		if diff := cmp.Diff(Errors{{Field: "f", Key: "form.twice"}}, v.Faults()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatIsNotTextIsRefusedAndShownAgain(t *testing.T) {
	for name, read := range map[string]func(*Values) string{
		"line":   func(v *Values) string { return v.Line("f", 99) },
		"lines":  func(v *Values) string { return v.Lines("f", 99) },
		"secret": func(v *Values) string { return v.Secret("f", 99) },
		"choice": func(v *Values) string { return v.Choice("f") },
		"many":   func(v *Values) string { return strings.Join(v.Many("f", 99), "") },
	} {
		for _, raw := range []string{"A\xff", "A\x00"} {
			v := Read(url.Values{"f": {raw}})
			if got := read(v); got != "A\uFFFD" {
				t.Errorf("%s of %q shows %q again", name, raw, got)
			}
			if diff := cmp.Diff(Errors{{Field: "f", Key: "form.not_text"}}, v.Faults()); diff != "" {
				t.Errorf("%s of %q: %s", name, raw, diff)
			}
		}
	}
}

func TestALineHoldsNoLineBreak(t *testing.T) {
	for _, raw := range []string{"a\nb", "a\rBcc: x@y", "a\x1bb", "a\u0085b"} {
		v := Read(url.Values{"f": {raw}})
		if v.Line("f", 99); v.Faults().At("f") == nil {
			t.Errorf("%q was taken", raw)
		}
	}
	v := Read(url.Values{"f": {"a\x1bb"}})
	if v.Lines("f", 99); v.Faults().At("f") == nil {
		t.Error("Lines took an escape character")
	}
}

func TestEntriesAreTrimmedExceptSecrets(t *testing.T) {
	v := Read(url.Values{"line": {" Ana\tHolm\u00a0\n"}, "lines": {" a\r\n\tb\n"}, "secret": {" pass word "}})
	for _, c := range []struct{ got, want string }{
		{v.Line("line", 99), "Ana Holm"},
		{v.Lines("lines", 99), "a\n\tb"},
		{v.Secret("secret", 99), " pass word "},
		{v.Line("absent", 99), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if errs := v.Faults(); errs != nil {
		t.Errorf("faults: %v", errs)
	}
	if !v.Has("line") || v.Has("absent") {
		t.Error("Has disagrees with what was sent")
	}
}

func TestLengthCountsCharactersAndKeepsTheEntry(t *testing.T) {
	for name, read := range map[string]func(*Values) string{
		"line":   func(v *Values) string { return v.Line("f", 3) },
		"lines":  func(v *Values) string { return v.Lines("f", 3) },
		"secret": func(v *Values) string { return v.Secret("f", 3) },
		"many":   func(v *Values) string { return v.Many("f", 3)[0] },
	} {
		fits, over := Read(url.Values{"f": {"ååå"}}), Read(url.Values{"f": {"åååå"}})
		if read(fits); fits.Faults() != nil {
			t.Errorf("%s: three characters were refused: %v", name, fits.Faults())
		}
		if got := read(over); got != "åååå" {
			t.Errorf("%s: the entry came back as %q", name, got)
		}
		if diff := cmp.Diff(Errors{{Field: "f", Key: "form.too_long", Args: []any{"max", 3}}}, over.Faults()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestOnlyOfferedChoicesAreTaken(t *testing.T) {
	v := Read(url.Values{"scope": {"chosen"}, "level": {"root"}, "box": {"on"}, "odd": {"yes"}})
	if got := v.Choice("scope", "all", "chosen"); got != "chosen" {
		t.Errorf("got %q", got)
	}
	if got := v.Choice("level", "none", "view"); got != "root" {
		t.Errorf("the entry came back as %q", got)
	}
	if !v.On("box") || v.On("odd") || v.On("absent") {
		t.Error("a check-box was misread")
	}
	want := Errors{{Field: "level", Key: "form.not_a_choice"}, {Field: "odd", Key: "form.not_a_choice"}}
	if diff := cmp.Diff(want, v.Faults()); diff != "" {
		t.Error(diff)
	}
}

func TestRepeatedValuesComeOnceEach(t *testing.T) {
	v := Read(url.Values{"event": {"b", " a ", "", "b"}})
	if diff := cmp.Diff([]string{"b", "a"}, v.Many("event", 36)); diff != "" || v.Faults() != nil {
		t.Error(diff, v.Faults())
	}
}

// Attack: a field sent again and again. Each value was once compared with all before it.
func TestRepeatedValuesTakeAsLongAsTheyAreMany(t *testing.T) {
	sent := make([]string, 32_000)
	for i := range sent {
		sent[i] = strconv.Itoa(i)
	}
	took := func(n int) time.Duration {
		v, began := Read(url.Values{"detail": sent[:n]}), time.Now()
		if got := v.Many("detail", 36); len(got) != n {
			t.Fatalf("%d of %d values", len(got), n)
		}
		return time.Since(began)
	}
	const times = 16 // in squares, 256
	few, many := time.Hour, time.Hour
	for range 7 {
		few, many = min(few, took(len(sent)/times)), min(many, took(len(sent)))
	}
	if many > 5*times*few {
		t.Errorf("%d values take %v, a %dth of them %v", len(sent), many, times, few)
	}
}

func TestFaultsAreACopy(t *testing.T) {
	v := Read(url.Values{"f": {"a", "b"}})
	v.Line("f", 9)
	errs := v.Faults()
	errs[0].Key = "changed"
	if v.Faults()[0].Key != "form.twice" {
		t.Error("a form changed the reader's own list")
	}
}
