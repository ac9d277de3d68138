package forms

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"coulisse/i18n"
	"coulisse/models"
)

// maxQuota is the largest quota that the form takes.
const maxQuota = 1_000_000

// TicketType is the form of a ticket type. Price is an amount as it was typed; SalesFrom and
// SalesUntil are wall-clock times in the organisation's zone.
type TicketType struct {
	Name, Price, Parent, Quota, SalesFrom, SalesUntil string
	Version                                           int

	faults Errors
}

// Reader is what amounts and times are read by: a language, a currency and a zone.
type Reader struct {
	Locale   *i18n.Locale
	Currency string
	Zone     *time.Location
}

// TicketTypeFrom fills the form with a ticket type as it is stored.
func TicketTypeFrom(tt *models.TicketType, r Reader) TicketType {
	f := TicketType{Name: tt.Name, Price: r.Locale.Amount(tt.Price, r.Currency), SalesFrom: wall(tt.SalesFrom, r.Zone), SalesUntil: wall(tt.SalesUntil, r.Zone), Version: tt.Version}
	if tt.ParentID != nil {
		f.Parent = *tt.ParentID
	}
	if tt.Quota != nil {
		f.Quota = strconv.Itoa(*tt.Quota)
	}
	return f
}

func wall(t *time.Time, zone *time.Location) string {
	if t == nil {
		return ""
	}
	return t.In(zone).Format(localTime)
}

// ReadTicketType reads the submitted form.
func ReadTicketType(body url.Values) TicketType {
	v := Read(body)
	f := TicketType{Name: v.Line("name", maxName), Price: v.Line("price", maxID), Parent: v.Line("parent", maxID), Quota: v.Line("quota", maxID),
		SalesFrom: v.Line("sales_from", maxID), SalesUntil: v.Line("sales_until", maxID)}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f TicketType) Validate(r Reader) Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "form.required")
	}
	if _, ok := r.Locale.ParseAmount(f.Price, r.Currency); !ok {
		errs.Add("price", "ticket_type.bad_price", "example", r.Locale.Amount(1800, r.Currency))
	}
	if n, err := strconv.Atoi(f.Quota); f.Parent == "" && (err != nil || n < 0 || n > maxQuota) {
		errs.Add("quota", "ticket_type.bad_quota", "max", maxQuota)
	}
	from, until := optionalMoment(&errs, "sales_from", f.SalesFrom, r.Zone), optionalMoment(&errs, "sales_until", f.SalesUntil, r.Zone)
	if from != nil && until != nil && !until.After(*from) {
		errs.Add("sales_until", "ticket_type.window_reversed")
	}
	return errs
}

// optionalMoment is checkMoment for a field that may be empty; nil for no time.
func optionalMoment(errs *Errors, field, text string, zone *time.Location) *time.Time {
	if text == "" {
		return nil
	}
	t := checkMoment(errs, field, text, zone)
	if t.IsZero() {
		return nil
	}
	return &t
}

// Details is what the store saves; call it on a form that Validate passed.
func (f TicketType) Details(r Reader) models.TicketTypeDetails {
	var none Errors
	d := models.TicketTypeDetails{Name: f.Name, Parent: f.Parent, SalesFrom: optionalMoment(&none, "", f.SalesFrom, r.Zone), SalesUntil: optionalMoment(&none, "", f.SalesUntil, r.Zone)}
	d.Price, _ = r.Locale.ParseAmount(f.Price, r.Currency)
	if f.Parent == "" {
		d.Quota, _ = strconv.Atoi(f.Quota)
	}
	return d
}

// Over is Details for a type that is there already: a time left as it was shown stays the very
// instant.
func (f TicketType) Over(tt *models.TicketType, r Reader) models.TicketTypeDetails {
	d, shown := f.Details(r), TicketTypeFrom(tt, r)
	if f.SalesFrom == shown.SalesFrom {
		d.SalesFrom = tt.SalesFrom
	}
	if f.SalesUntil == shown.SalesUntil {
		d.SalesUntil = tt.SalesUntil
	}
	return d
}
