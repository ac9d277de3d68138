package models

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"coulisse/i18n"
	"coulisse/models/text"
	"coulisse/sheet"
)

// Bounds of cells: maxShopReference is how long a shop's order number may be, in characters, and
// oldestSale the first day that is believed.
const (
	maxShopReference = 64
	oldestSale       = "2000-01-01"
)

// importRow is one row of a file as it is read, the cells by their columns.
type importRow struct {
	*importReader
	number int
	cells  map[string]string
	spoilt []string // columns that a spreadsheet has spoilt
	sound  bool
}

// importLine is what a row sells.
type importLine struct {
	order string
	line  PaidLine
	buyer Contact
	day   string    // YYYY-MM-DD, or ""
	at    time.Time // when on that day; zero when the file does not say
}

// refuse notes a fault at a column; of one that a spreadsheet has spoilt nothing else is said.
func (r *importRow) refuse(column, key string, args ...any) {
	if r.sound = false; slices.Contains(r.spoilt, column) {
		return
	}
	r.fault(r.number, column, r.cells[column], key, args...)
}

// read reads the row, and notes everything that is wrong with it, each column once.
func (r *importRow) read() (l importLine) {
	r.findSpoilt()
	l.order = r.text("order", maxShopReference, true)
	l.line = r.readLine()
	l.buyer = Contact{Name: r.text("name", MaxName, false), Email: r.text("email", MaxEmail, false), Phone: text.Phone(r.text("phone", MaxPhone, false)), Locale: r.language()}
	if l.buyer.Email != "" && !text.ValidAddress(l.buyer.Email) {
		r.refuse("email", "form.email")
	}
	l.day, l.at = r.date()
	return l
}

// findSpoilt refuses what is not what was typed: a spreadsheet has kept the first digits of a long
// number, or a day's number, or could make nothing of a cell.
func (r *importRow) findSpoilt() {
	for _, column := range ImportColumns {
		key := ""
		switch cell := r.cells[column]; {
		case sheet.Shortened(cell):
			key = "import.fault.shortened"
		case sheet.Failed(cell):
			key = "import.fault.spoilt"
		case column == "date" && sheet.DayNumber(cell):
			key = "import.fault.day_number"
		default:
			continue
		}
		r.refuse(column, key)
		r.spoilt = append(r.spoilt, column)
	}
}

// text is a cell of one line, by the rules of the forms.
func (r *importRow) text(column string, most int, required bool) string {
	s := text.Clean(strings.ReplaceAll(r.cells[column], "\t", " "))
	switch {
	case required && s == "":
		r.refuse(column, "form.required")
	case strings.ContainsFunc(s, unicode.IsControl):
		r.refuse(column, "import.fault.line_break")
	case utf8.RuneCountInString(s) > most:
		r.refuse(column, "form.too_long", "max", most)
	default:
		return s
	}
	return ""
}

// readLine is the type, the number of tickets and the price of each.
func (r *importRow) readLine() PaidLine {
	l := PaidLine{Count: 1}
	name := r.cells["type"]
	tt, known := r.types[text.Fold(name)]
	switch l.Type, l.Price = tt.ID, tt.Price; {
	case name == "":
		r.refuse("type", "form.required")
	case !known:
		r.refuse("type", "import.fault.unknown_type", "types", r.typeNames())
	}
	if text := r.cells["count"]; text != "" {
		n, err := strconv.Atoi(text)
		if l.Count = n; err != nil || n < 1 || n > MaxTickets {
			r.refuse("count", "form.number_range", "min", 1, "max", MaxTickets)
		}
	}
	if text := r.cells["price"]; text != "" {
		amount, ok := r.locale.ParseAmount(text, r.org.Currency)
		if l.Price = amount; !ok {
			r.refuse("price", "import.fault.price", "example", r.locale.Amount(1250, r.org.Currency))
		}
	}
	return l
}

// typeNames are what the event sells, as far as a sentence can hold it.
func (r *importRow) typeNames() (names i18n.Names) {
	for _, tt := range r.offered[:min(len(r.offered), 10)] {
		names = append(names, tt.Name)
	}
	if len(names) < len(r.offered) {
		names = append(names, i18n.More)
	}
	return names
}

func (r *importRow) language() string {
	tag := strings.ToLower(r.cells["language"])
	if _, ok := i18n.Lookup(tag); tag != "" && !ok {
		r.refuse("language", "import.fault.language")
	}
	return tag
}

// date is the day of the sale, "" when none stands there, and the time when it is said.
func (r *importRow) date() (on string, at time.Time) {
	text := r.cells["date"]
	if text == "" {
		return "", at
	}
	moment, timed, ok := r.locale.ParseMoment(text, r.org.Zone())
	if on = moment.Format(time.DateOnly); timed {
		at = moment.UTC()
	}
	switch {
	case !ok:
		r.refuse("date", "import.fault.date."+r.locale.Tag())
	case on > r.today:
		r.refuse("date", "import.fault.future")
	case on < oldestSale:
		r.refuse("date", "import.fault.past")
	}
	return on, at
}
