package models

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"coulisse/i18n"
	"coulisse/models/text"
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
	sound  bool
}

// importLine is what a row sells.
type importLine struct {
	order string
	line  PaidLine
	buyer Contact
	day   string // YYYY-MM-DD, or ""
}

// refuse notes a fault at a column.
func (r *importRow) refuse(column, key string, args ...any) {
	r.sound = false
	r.fault(r.number, column, r.cells[column], key, args...)
}

// read reads the row, and notes everything that is wrong with it, each column once.
func (r *importRow) read() (l importLine) {
	l.order = r.text("order", maxShopReference, true)
	l.line = r.readLine()
	l.buyer = Contact{Name: r.text("name", MaxName, false), Email: r.text("email", MaxEmail, false), Phone: text.Phone(r.text("phone", MaxPhone, false)), Locale: r.language()}
	if l.buyer.Email != "" && !text.ValidAddress(l.buyer.Email) {
		r.refuse("email", "form.email")
	}
	l.day = r.date()
	return l
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

// typeNames lists what the event sells, as far as a sentence can hold it.
func (r *importRow) typeNames() (names string) {
	for i, tt := range r.offered {
		if i == 10 {
			return names + " …"
		}
		if i > 0 {
			names += ", "
		}
		names += "“" + tt.Name + "”"
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

// date is the day of the sale, "" when none stands there.
func (r *importRow) date() string {
	text := r.cells["date"]
	if text == "" {
		return ""
	}
	on, ok := r.locale.ParseDay(text)
	switch {
	case !ok:
		r.refuse("date", "import.fault.date."+r.locale.Tag())
	case on > r.today:
		r.refuse("date", "import.fault.future")
	case on < oldestSale:
		r.refuse("date", "import.fault.past")
	}
	return on
}
