package text

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatNobodySeesIsTakenAway(t *testing.T) {
	for typed, want := range map[string]string{
		"Ana\u200b Holm\ufeff":                "Ana Holm",
		"\u202a+45 50 51 52 53\u202c":         "+45 50 51 52 53",
		"A\u00adna":                           "Ana",
		"\u200b\u2060\ufeff":                  "",
		"\u3164\u115f":                        "",
		"\u2800":                              "",
		"\u0301":                              "",
		"E\u0301tienne":                       "Étienne",
		"👩\u200d🎤 Tour":                       "👩\u200d🎤 Tour",
		"na\u200dme":                          "name",
		"می\u200cخواهم":                       "می\u200cخواهم",
		"\u00a0Ana\u00a0":                     "Ana",
		"plain":                               "plain",
		"two\u2028lines":                      "two\nlines",
		strings.Repeat("\U000E0041", 3) + "x": "x",
	} {
		if got := Clean(typed); got != want {
			t.Errorf("%+q: %+q, want %+q", typed, got, want)
		}
	}
}

func TestAddressesAreOneByTheDomainNameSystemAndByCaseAlone(t *testing.T) {
	for _, same := range [][2]string{
		{"info@bücher.example", "info@xn--bcher-kva.example"},
		{"Info@BÜCHER.example", "info@bücher.example"},
		{"ÆRØ@x.example", "ærø@x.example"},
		{"ana@x.example", "ana\u200b@x.example"},
		{" ana@x.example", "ana@x.example"},
		{"e\u0301@x.example", "é@x.example"},
	} {
		if AddressKey(same[0]) != AddressKey(same[1]) {
			t.Errorf("%q and %q are two: %q, %q", same[0], same[1], AddressKey(same[0]), AddressKey(same[1]))
		}
	}
	for _, other := range [][2]string{
		{"victim@kaße.example", "victim@kasse.example"},
		{"straße@x.example", "strasse@x.example"},
		{"ı@x.example", "i@x.example"},
		{"İ@x.example", "i@x.example"},
		{"ſ@x.example", "s@x.example"},
		{"ﬁ@x.example", "fi@x.example"},
		{"é@x.example", "e@x.example"},
	} {
		if AddressKey(other[0]) == AddressKey(other[1]) {
			t.Errorf("%q and %q are one: %q", other[0], other[1], AddressKey(other[0]))
		}
	}
}

func TestAnAddressThatCannotBeLookedUpIsNone(t *testing.T) {
	for address, valid := range map[string]bool{
		"ana@nordlys.example": true, "info@bücher.example": true, "info@xn--bcher-kva.example": true, "ærø@x.example": true,
		"a_b@mail_1.example": true, "ana@nordlys": false, "ana@a..b": false, "ana@" + strings.Repeat("x", 64) + ".example": false,
		"ana@xn--a.example": false, "Ana <ana@x.example>": false, "a\u200b@x.example": false, "ana@[127.0.0.1]": false, "@x.example": false,
	} {
		if ValidAddress(address) != valid {
			t.Errorf("%q: %t", address, !valid)
		}
	}
}

func TestNamesAreInTheOrderOfTheLanguage(t *testing.T) {
	names := []string{"Zorn", "Ærø", "Østergaard", "Åse", "Aagaard", "Abel", "Étienne", "Emil", "Fleur", "Ole", "aksel"}
	for locale, want := range map[string]string{
		"da": "Abel aksel Emil Étienne Fleur Ole Zorn Ærø Østergaard Aagaard Åse",
		"en": "Aagaard Abel Ærø aksel Åse Emil Étienne Fleur Ole Østergaard Zorn",
		"fr": "Aagaard Abel Ærø aksel Åse Emil Étienne Fleur Ole Østergaard Zorn",
	} {
		slices.SortFunc(names, func(a, b string) int { return strings.Compare(SortKey(locale, a), SortKey(locale, b)) })
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s", locale, got)
		}
	}
	if a, b := SortKey("da", "Aage"), SortKey("da", "Åge"); a != b {
		t.Errorf("aa and å are two letters in Danish: %q, %q", a, b)
	}
	if a, b := SortKey("en", "Ann"), SortKey("en", "Anna"); a >= b {
		t.Errorf("the longer name is not behind the shorter: %q, %q", a, b)
	}
}

func TestKeysAreInTheOrderOfTheBytesTheyAreMadeOf(t *testing.T) {
	parts := [][]byte{{}, {0}, {0, 0}, {0, 1}, {1}, {1, 0}, {1, 2, 3}, {1, 2, 3, 0}, {1, 255}, {2}, {127, 128}, {128}, {255}, {255, 255}}
	for i, a := range parts {
		for j, b := range parts {
			x, y := inOrder.EncodeToString(a), inOrder.EncodeToString(b)
			if got := strings.Compare(x, y); got != min(1, max(-1, i-j)) {
				t.Errorf("%v and %v: %d", a, b, got)
			}
		}
	}
}

func TestSearchFindsEverySpelling(t *testing.T) {
	for name, typed := range map[string][]string{
		"Jens Aagaard":        {"aagaard", "ågård", "ågaard", "agard", "jens", "jensaa"},
		"Ågård":               {"aagaard", "ågård", "agard", "AAGÅRD", "ågaard"},
		"Østergaard":          {"oestergaard", "østergård", "ostergaard", "oestergård", "Ø"},
		"Søren":               {"soeren", "søren", "soren"},
		"Müller":              {"mueller", "müller", "muller"},
		"Mueller":             {"mueller", "müller", "muller"},
		"Ærø":                 {"aero", "ærø", "aeroe", "äro"},
		"O’Brien":             {"obrien", "o'brien", "brien", "O´Brien", "o’b"},
		"O Brien":             {"obrien", "o'brien"},
		"Anne-Marie Holm":     {"annemarie", "anne-marie", "marie", "anne marie", "annemarieholm", "anne‑marie holm"},
		"Anne Marie":          {"annemarie", "anne-marie"},
		"Đặng Thị":            {"dang thi", "đặng", "Thị"},
		"Işık":                {"isik", "ışık"},
		"Straße":              {"strasse", "straße"},
		"L'Avare":             {"avare", "l'avare", "lavare"},
		"Étienne\u200b Œuvre": {"etienne", "oeuvre", "œuvre"},
	} {
		words := Words(name)
		for _, q := range typed {
			if ranges, _ := Seek(q); len(ranges) == 0 || !inAll(words, ranges) {
				t.Errorf("%q does not find %q: %v in %v", q, name, ranges, words)
			}
		}
	}
	for name, typed := range map[string][]string{"John Hansen": {"joe", "%", "_"}, "Samuel": {"samal"}, "Hansen": {"hanne", "ans"}} {
		words := Words(name)
		for _, q := range typed {
			if ranges, _ := Seek(q); len(ranges) > 0 && inAll(words, ranges) {
				t.Errorf("%q finds %q: %v", q, name, words)
			}
		}
	}
}

func TestAnAddressIsFoundInBothSpellingsOfItsDomain(t *testing.T) {
	for _, address := range []string{"info@bücher.example", "info@xn--bcher-kva.example"} {
		words := AddressWords(address)
		for _, q := range []string{"info@bücher.example", "info@xn--bcher-kva.example", "info@büch", "bücher", "buecher", "info"} {
			if ranges, _ := Seek(q); len(ranges) == 0 || !inAll(words, ranges) {
				t.Errorf("%q does not find %q: %v", q, address, words)
			}
		}
	}
}

func TestPunctuationAloneIsAskedAndFindsNothing(t *testing.T) {
	for _, typed := range []string{"%", "_", "'", "--", "@", "* ?", "…"} {
		if ranges, asked := Seek(typed); len(ranges) != 0 || !asked {
			t.Errorf("%q: %v, asked %t", typed, ranges, asked)
		}
	}
	for _, typed := range []string{"", "  ", "\u200b"} {
		if ranges, asked := Seek(typed); len(ranges) != 0 || asked {
			t.Errorf("%q: %v, asked %t", typed, ranges, asked)
		}
	}
}

func TestAWordHasFewSpellings(t *testing.T) {
	if n := len(spelt(strings.Repeat("øå", 100))); n != 1<<maxSpelt {
		t.Errorf("%d", n)
	}
}

func TestAPhoneNumberLosesWhatASpreadsheetOrAPhonePutAroundIt(t *testing.T) {
	for typed, want := range map[string]string{
		"\u202a+45 50 51 52 53\u202c": "+45 50 51 52 53", "'+45 50 51 52 53": "+45 50 51 52 53", "'0612": "0612", "call 'me'": "call 'me'",
	} {
		if got := Phone(typed); got != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
	for _, typed := range []string{"+45 50515253", "50 51 52 53", "'+45 50 51 52 53", "\u202a+4550515253\u202c"} {
		if ranges, _ := Seek(typed); !inAll(PhoneWords("+45 50 51 52 53"), ranges) {
			t.Errorf("%q does not find the number: %v", typed, ranges)
		}
	}
}

func inAll(words []string, ranges []Range) bool {
	return !slices.ContainsFunc(ranges, func(r Range) bool { return !slices.ContainsFunc(words, r.Has) })
}
