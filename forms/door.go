package forms

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coulisse/models"
)

// Sale is the form that sells at the door. Counts are by the id of the ticket type, as they
// were typed; Given is the cash that was handed over, to tell the change.
type Sale struct {
	Till, Payment, Name, Email, Given string
	Counts                            map[string]string
	Prices                            map[string]int64 // as the page showed them, by the id of the type

	step   string
	faults Errors
}

// NewSale is an empty form.
func NewSale() Sale {
	return Sale{Payment: models.PaidCash, Counts: map[string]string{}}
}

// ReadSale reads the submitted form.
func ReadSale(body url.Values) Sale {
	v := Read(body)
	f := Sale{Till: v.Line("till", maxID), Payment: v.Choice("payment", models.PaidCash, models.PaidCard), Name: v.Line("name", maxName),
		Email: v.Line("email", maxEmail), Given: v.Line("given", maxID), Counts: map[string]string{}, Prices: map[string]int64{}, step: v.Line("step", maxID)}
	for field := range body {
		if id, ok := strings.CutPrefix(field, "count."); ok {
			f.Counts[id] = v.Line(field, 10)
		}
		if id, ok := strings.CutPrefix(field, "price."); ok {
			f.Prices[id], _ = strconv.ParseInt(v.Line(field, 20), 10, 64)
		}
	}
	f.faults = v.Faults()
	return f
}

// Take carries out a step, <type>:+ or <type>:- or sum, and tells whether one was pressed.
func (f Sale) Take() bool {
	id, sign, ok := strings.Cut(f.step, ":")
	if _, there := f.Counts[id]; ok && there {
		n, _ := strconv.Atoi(f.Counts[id])
		if sign == "+" {
			n = min(n+1, models.MaxTickets)
		} else {
			n = max(n-1, 0)
		}
		f.Counts[id] = strconv.Itoa(n)
	}
	return f.step != ""
}

// Count is how many tickets of a type are wanted; 0 for what is no number.
func (f Sale) Count(id string) int {
	n, err := strconv.Atoi(f.Counts[id])
	if err != nil || n < 0 || n > models.MaxTickets {
		return 0
	}
	return n
}

// Validate checks every field, in the order of the form; types are the ids on offer.
func (f Sale) Validate(types []string, r Reader) Errors {
	errs := slices.Clone(f.faults)
	chosen := 0
	for _, id := range types {
		text := f.Counts[id]
		if n, err := strconv.Atoi(text); text != "" && (err != nil || n < 0 || n > models.MaxTickets) {
			errs.Add("count."+id, "order.too_many", "max", models.MaxTickets)
		}
		chosen += f.Count(id)
	}
	if chosen == 0 && len(errs) == 0 {
		errs.Add("lines", "order.nothing")
	}
	if f.Payment == "" {
		errs.Add("payment", "door.choose_payment")
	}
	if _, ok := r.Locale.ParseAmount(f.Given, r.Currency); f.Given != "" && !ok {
		errs.Add("given", "ticket_type.bad_price", "example", r.Locale.Amount(5000, r.Currency))
	}
	if f.Email != "" {
		checkEmail(&errs, f.Email)
	}
	return errs
}

// Sale is what the store sells; call it on a form that Validate passed.
func (f Sale) Sale(types []string, locale string) models.Sale {
	s := models.Sale{Till: f.Till, Payment: f.Payment, Shown: f.Prices, Buyer: models.Contact{Name: f.Name, Email: f.Email}}
	if f.Email != "" {
		s.Buyer.Locale = locale
	}
	for _, id := range types {
		if n := f.Count(id); n > 0 {
			s.Lines = append(s.Lines, models.Line{Type: id, Count: n})
		}
	}
	return s
}

// Change is what goes back of the cash that was given, in the smallest unit, below zero when more
// is to be paid; ok is false when nothing was given.
func (f Sale) Change(total int64, r Reader) (change int64, ok bool) {
	given, ok := r.Locale.ParseAmount(f.Given, r.Currency)
	return given - total, ok && f.Payment == models.PaidCash
}

// TillOpening is the form that opens a till with so much cash in it.
type TillOpening struct {
	Name, Cash string

	faults Errors
}

// ReadTillOpening reads the submitted form.
func ReadTillOpening(body url.Values) TillOpening {
	v := Read(body)
	f := TillOpening{Name: v.Line("name", maxName), Cash: v.Line("cash", maxID)}
	f.faults = v.Faults()
	return f
}

// Validate checks every field; no cash is none.
func (f TillOpening) Validate(r Reader) Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "form.required")
	}
	if _, ok := f.amount(r); !ok {
		errs.Add("cash", "ticket_type.bad_price", "example", r.Locale.Amount(50000, r.Currency))
	}
	return errs
}

func (f TillOpening) amount(r Reader) (int64, bool) {
	if f.Cash == "" {
		return 0, true
	}
	return r.Locale.ParseAmount(f.Cash, r.Currency)
}

// Amount is the cash in the smallest unit; call it on a form that Validate passed.
func (f TillOpening) Amount(r Reader) int64 {
	cash, _ := f.amount(r)
	return cash
}

// TillCount is the form that closes a till with the count of its cash.
type TillCount struct {
	Counted, Note string

	faults Errors
}

// ReadTillCount reads the submitted form.
func ReadTillCount(body url.Values) TillCount {
	v := Read(body)
	f := TillCount{Counted: v.Line("counted", maxID), Note: v.Line("note", maxPurpose)}
	f.faults = v.Faults()
	return f
}

// Validate checks every field.
func (f TillCount) Validate(r Reader) Errors {
	errs := slices.Clone(f.faults)
	if _, ok := r.Locale.ParseAmount(f.Counted, r.Currency); !ok {
		errs.Add("counted", "ticket_type.bad_price", "example", r.Locale.Amount(50000, r.Currency))
	}
	return errs
}

// Amount is the cash in the smallest unit; call it on a form that Validate passed.
func (f TillCount) Amount(r Reader) int64 {
	cash, _ := r.Locale.ParseAmount(f.Counted, r.Currency)
	return cash
}
