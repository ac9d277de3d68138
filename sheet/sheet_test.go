package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"coulisse/i18n"
)

// A cell that a spreadsheet would run is text, whatever the reader's list separator is and
// whatever stands before the sign; reading it again gives what was written.
func TestFormulasAreTextInEverySpreadsheet(t *testing.T) {
	for cell, want := range map[string]string{
		"Mia Holm": "Mia Holm", "": "", "-": "-", "100,-": "100,-", "a-b": "a-b", "mia@example.org": "mia@example.org", "-12,50": "'-12,50", "-1": "'-1",
		"=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "-2+3": "'-2+3", "--1": "'--1", "+45 50 51 52 53": "'+45 50 51 52 53",
		"  =1": "'  =1", "\u00A0=1": "'\u00A0=1", "\u200B=1": "'\u200B=1", "\uFEFF=1": "'\uFEFF=1", "\"=1": "'\"=1", "'=1": "''=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "\x00=1": "'=1", "\x01=1": "'\x01=1",
		"\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1", "\tx": "'\tx", "'\tx": "''\tx", "'": "'", "a\r\n=1": "a\r\n'=1",
		"Bob;=cmd|'/C calc'!A0;x": "Bob;'=cmd|'/C calc'!A0;x", "Bob,=1": "Bob,'=1", "Bob\t=1": "Bob\t'=1", "a; =1,+2": "a;' =1,'+2", `a;"=1`: `a;'"=1`,
	} {
		got := Disarm(cell)
		if got != want {
			t.Errorf("%q is written %q, want %q", cell, got, want)
		}
		if back := Plain(got); back != strings.ReplaceAll(cell, "\x00", "") {
			t.Errorf("%q comes back as %q", cell, back)
		}
	}
}

func FuzzWhatIsDisarmedComesBack(f *testing.F) {
	for _, cell := range []string{"=1", "a;'=1", "''-1,x", "\t'\"=1", "-1", "'-1"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		cell = strings.ReplaceAll(cell, "\x00", "")
		if got := Plain(Disarm(cell)); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	})
}

func TestEveryCellIsQuotedAndSeparatedAsTheLanguageDoes(t *testing.T) {
	for tag, want := range map[string]string{"en": "\uFEFF\"a\",\"\",\"say \"\"x\"\"\"\n", "fr": "\uFEFF\"a\";\"\";\"say \"\"x\"\"\"\n", "da": "\uFEFF\"a\";\"\";\"say \"\"x\"\"\"\n"} {
		var b bytes.Buffer
		w, err := NewWriter(&b, i18n.Must(tag))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Row("a", "", `say "x"`); err != nil || b.String() != want {
			t.Errorf("%s: %q %v", tag, b.String(), err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF")))
		r.Comma = Separator(i18n.Must(tag))
		if cells, err := r.Read(); err != nil || !slices.Equal(cells, []string{"a", "", `say "x"`}) {
			t.Errorf("%s: %q %v", tag, cells, err)
		}
	}
}

func TestWhatASpreadsheetHasChangedIsSeen(t *testing.T) {
	for _, cell := range []string{"2,02601E+11", "4.52012E+09", "1E+15", "-3,1e-07"} {
		if !Shortened(cell) {
			t.Errorf("%q is no longer what was typed", cell)
		}
	}
	for _, cell := range []string{"#####", "#N/A", "#NAME?", "#NAVN?", "#VALEUR!", "#VÆRDI!", "#DIV/0!", "#REF!"} {
		if !Failed(cell) {
			t.Errorf("%q is what a spreadsheet shows instead of a value", cell)
		}
	}
	for _, cell := range []string{"46112,58", "46112.58", "46112", "36526", "73050"} {
		if !DayNumber(cell) {
			t.Errorf("%q is a day", cell)
		}
	}
	for _, cell := range []string{"", "7E12", "2E5", "A1E+05", "202601000123", "#1", "# 1", "36525", "73051", "46112a", "31.03.2026", "2026", "1e5", "0x8000", "NaN", "Inf"} {
		if Shortened(cell) || Failed(cell) || DayNumber(cell) {
			t.Errorf("%q was typed so", cell)
		}
	}
}

func TestAFileIsReadInTheEncodingsThatSpreadsheetsWrite(t *testing.T) {
	unicode := func(text string, order ...int) []byte {
		var raw []byte
		for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
			pair := [2]byte{byte(u >> 8), byte(u)}
			raw = append(raw, pair[order[0]], pair[order[1]])
		}
		return raw
	}
	const text = "navn\nSøren Ærø\n"
	for name, raw := range map[string][]byte{
		"UTF-8": []byte(text), "with its mark": []byte("\uFEFF" + text), "UTF-16": unicode(text, 0, 1), "UTF-16, little end first": unicode(text, 1, 0),
		"Windows-1252": []byte("navn\nS\xf8ren \xc6r\xf8\n"), "old Macintosh line ends": []byte("navn\rSøren Ærø\r"),
	} {
		if got, err := Decode(raw); err != nil || string(got) != text {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if got, err := Decode([]byte("prix\n\x80 5, \x8cuvre, l\x92ami")); err != nil || string(got) != "prix\n€ 5, Œuvre, l’ami" {
		t.Errorf("%q %v", got, err)
	}
}

func TestWhatIsInNoKnownEncodingIsRefusedWithItsLine(t *testing.T) {
	for raw, line := range map[string]int{"a\nb\nSøren\nS\xf8ren": 4, "a\nfen\x90tre": 2, "Ren\x8e\nfran\x8dais": 1} {
		_, err := Decode([]byte(raw))
		var odd *EncodingError
		if !errors.As(err, &odd) || odd.Line != line {
			t.Errorf("%q: %v, want line %d", raw, err, line)
		}
	}
	for raw, want := range map[string]error{"": ErrEmpty, " \n ": ErrEmpty, "\uFEFF": ErrEmpty, "PK\x03\x04x": ErrSpreadsheet, "\xd0\xcf\x11\xe0x": ErrSpreadsheet, "a\x00b": ErrBinary} {
		if _, err := Decode([]byte(raw)); !errors.Is(err, want) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestAFirstLineMaySayWhatSeparates(t *testing.T) {
	for text, want := range map[string]rune{"sep=;\r\na;b": ';', "SEP=,\na;b": ',', "\"sep=\t\"\na;b": '\t', "sep=\na;b": 0, "sep=;;\na;b": 0, "separate\na;b": 0, "a;b": 0} {
		got, rest := SeparatorLine([]byte(text))
		if got != want || want != 0 && string(rest) != "a;b" || want == 0 && string(rest) != text {
			t.Errorf("%q: %q, %q", text, got, rest)
		}
	}
}
