package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// utf16Of is a text as Excel saves what it calls Unicode.
func utf16Of(text string, littleEndian bool) string {
	raw := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(text)) {
		raw = append(raw, byte(u>>8), byte(u))
	}
	for i := 0; littleEndian && i < len(raw); i += 2 {
		raw[i], raw[i+1] = raw[i+1], raw[i]
	}
	return string(raw)
}

func TestAFileIsReadHoweverAShopOrASpreadsheetWroteIt(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1000)
	const plain = "order,type,name\n%s,Full price,Søren Ærø\n"
	for n, c := range []struct{ locale, content string }{
		{"en", plain},
		{"en", "\uFEFF" + plain},
		{"en", strings.ReplaceAll(plain, "\n", "\r\n")},
		{"en", strings.ReplaceAll(plain, "\n", "\r")},
		{"en", strings.ReplaceAll(plain, ",", ";")},
		{"en", strings.ReplaceAll(plain, ",", "\t")},
		{"en", utf16Of(strings.ReplaceAll(plain, ",", "\t"), true)},
		{"en", utf16Of(plain, false)},
		{"da", "sep=;\r\n" + strings.ReplaceAll(plain, ",", ";")},
		{"en", "\uFEFFsep=|\norder|type|name\n%s|Full price|Søren Ærø"},
		{"da", "order;type;name\n%s;Full price;S\xf8ren \xc6r\xf8\n"},
		{"en", "\n\nname , TYPE,Colour, Order\n\nSøren Ærø,full  PRICE,red,%s\n,,,\n"},
		{"fr", "Téléphone;E-Mail;NOM;Tarif;commande\n;;Søren Ærø;Full price;%s"},
		{"da", "Ordre;Billettype;Navn;Antal\n%s;\"Full price\";\"Søren Ærø\";1\n"},
	} {
		number := fmt.Sprintf("A%02d", n)
		content := strings.Replace(c.content, "%s", number, 1)
		if strings.HasPrefix(content, "\xff\xfe") {
			content = utf16Of(strings.ReplaceAll(strings.Replace(plain, "%s", number, 1), ",", "\t"), true)
		} else if strings.HasPrefix(content, "\xfe\xff") {
			content = utf16Of(strings.Replace(plain, "%s", number, 1), false)
		}
		id, err := s.StartImport(t.Context(), owner, Upload{Event: event, Name: "x", Locale: c.locale, Content: []byte(content)})
		if err != nil {
			t.Errorf("%q: %v", content, err)
			continue
		}
		worked(t, s)
		if i := shown(t, s, owner, id); i.State != ImportChecked || i.Orders != 1 || i.Preview[0].Reference != number || i.Preview[0].Name != "Søren Ærø" || i.Preview[0].Total != 1800 {
			t.Errorf("%q: %+v %v", content, i, faultsOf(t, s, owner, id))
		} else if err := s.DiscardImport(t.Context(), owner, id); err != nil {
			t.Error(err)
		}
	}
}

func TestWhatIsNoListOfOrdersIsRefusedAtOnce(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1000)
	for content, want := range map[string]string{
		"": "empty", " \n \n": "empty", "\uFEFF": "empty", "PK\x03\x04xl/workbook.xml": "spreadsheet", "\xd0\xcf\x11\xe0\xa1\xb1": "spreadsheet", "order,type\nA\x001,x": "binary",
		"order,type,name\nA1,Full price,Søren\nA2,Full price,S\xf8ren\n": "encoding",
		"order\nA1\n": "column_missing", "type;name\nFull price;Mia\n": "column_missing", "hello\n": "column_missing", "order,type,Order\nA1,x,A1\n": "column_twice",
		"\"order,type\nA1,x": "no_headings",
	} {
		_, err := s.StartImport(t.Context(), owner, Upload{Event: event, Name: "x", Locale: "en", Content: []byte(content)})
		var refused *Error
		if !errors.As(err, &refused) || refused.Key != "import.file."+want || refused.Field != "file" {
			t.Errorf("%q: %v, want %s", content, err, want)
		} else if want == "encoding" && !slices.Equal(refused.Args, []any{"line", 3}) {
			t.Error(refused.Args)
		}
	}
}

// A row has the number that a spreadsheet shows beside it, whatever stands in the cells above.
func TestRowsAreCountedAsASpreadsheetCounts(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 1000)
	i := uploads(t, s, owner, event, "order,type,name\n"+
		"A1,Full price,\"Mia\nHolm\"\n"+ // 2: a line break within quotes
		"\n"+ // 3
		"A2,Full price,5\" plate\n"+ // 4: a quote out of place
		",,\n"+ // 5
		"A3,Full price,Mia,12,50\n"+ // 6: a decimal comma without quotes
		"A4,Full price\n"+ // 7: fewer cells are empty ones
		"A5,,Mia\n"+ // 8
		"A6,Full price,\"never closed\nA7,Full price,Mia\n") // 9
	want := []string{"2 name import.fault.line_break", "4  import.fault.quotes", "6  import.fault.too_many_cells", "8 type form.required", "9  import.fault.quotes"}
	if got := faultsOf(t, s, owner, i.ID); !slices.Equal(got, want) || i.Lines != 6 {
		t.Errorf("%d rows, %q, want %q", i.Lines, got, want)
	}
}

// Every rule for a row, and what the rows of one order must agree in.
func TestEachFaultOfARowIsNamedAtItsColumn(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 150)
	for rows, want := range map[string]string{
		"A1,Full price,1,,,,,,": "", "A1,FULL  PRICE,,Mia,,,DA,0,": "", "A1,Child,100,Mia,mia@example.org,5550100,fr,12.50,2026-06-02": "",
		"A1,Child,1,,,,,\"1,250\",": "", "A1,Child,1,,,,,\"12,50\",": "", "A1,Child,1,,,,,-1,": "2 price import.fault.price", "A1,Child,1,,,,,12.505,": "2 price import.fault.price",
		"A1,Child,101,,,,,,": "2 count form.number_range", "A1,Child,1.5,,,,,,": "2 count form.number_range", strings.Repeat("9", 65) + ",Child,,,,,,,": "2 order form.too_long",
		"A1,Child,,\"Mia\tHolm\",,,,,": "", "A1,Child,,Mia\u0007,,,,,": "2 name import.fault.line_break", "A1,Child,,,Mia <mia@example.org>,,,,": "2 email form.email",
		"A1,Child,,,,,english,,": "2 language import.fault.language", "A1,Child,,,,,,,1999-12-31": "2 date import.fault.past", "A1,Child,,,,,,,01/02/2026": "2 date import.fault.date.en",
		"A1,Child,60,Mia,,,,,\na1,Full price,40,,,,,,":           "",
		"A1,Child,60,Mia,,,,,\nA1,Full price,41,,,,,,":           "3 count import.fault.too_many_tickets",
		"A1,Child,,Mia,,,,,\nA1,Child,,Mio,,,,,":                 "3 name import.fault.disagrees",
		"A1,Child,,,a@b.example,,,,\nA1,Child,,,A@B.example,,,,": "",
		"A1,Child,,,,,,,2026-01-01\nA1,Child,,,,,,,2026-01-02":   "3 date import.fault.disagrees",
		"A1,Child,100,,,,,,\nA2,Full price,51,,,,,,":             "0 type import.fault.quota",
		",,,,,,,,":                   "0  import.fault.no_rows",
		"A1,Balcony,0,,x,,xx,x,soon": "2 type import.fault.unknown_type|2 count form.number_range|2 price import.fault.price|2 language import.fault.language|2 email form.email|2 date import.fault.date.en",
	} {
		i := uploads(t, s, owner, event, strings.Join(ImportColumns, ",")+"\n"+rows+"\n")
		if got := strings.Join(faultsOf(t, s, owner, i.ID), "|"); got != want || (i.State == ImportChecked) != (want == "") {
			t.Errorf("%q: %s, %q, want %q", rows, i.State, got, want)
		}
		if err := s.DiscardImport(t.Context(), owner, i.ID); err != nil {
			t.Fatal(err)
		}
	}
	s.w.Exec("DELETE FROM imports")
}
