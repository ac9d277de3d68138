package forms

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"coulisse/i18n"
	"coulisse/models"
	"coulisse/models/text"
)

// APIOrder is an order as a shop's program asks for it. Faults name their place in the body by
// JSON pointer.
type APIOrder struct {
	Event, Shop, Payment string
	Buyer                models.Contact
	Lines                []models.Line
	Shown                map[string]int64 // prices that the shop has shown, by the id of the type

	faults Errors
}

// maxShop is how long what a shop calls an order may be.
const maxShop = 100

// ReadAPIOrder reads the body of a request; Malformed for what is no JSON object.
func ReadAPIOrder(body []byte) (APIOrder, error) {
	o, err := ReadJSON(body)
	if err != nil {
		return APIOrder{}, err
	}
	f := APIOrder{Event: o.Line("event", maxID), Shop: o.Line("shop_reference", maxShop), Payment: o.Choice("payment", models.PaidOnline, models.PaidCard, models.PaidCash)}
	if f.Payment == "" {
		f.Payment = models.PaidOnline
	}
	b := o.Object("buyer")
	f.Buyer = models.Contact{Name: b.Line("name", maxName), Email: b.Line("email", maxEmail), Phone: b.Phone("phone"), Locale: b.Choice("language", i18n.Tags()...)}
	b.Rest()
	f.Shown = map[string]int64{}
	for _, line := range o.Objects("lines", models.MaxTickets) {
		l := models.Line{Type: line.Line("type", maxID), Count: line.Count("count")}
		if price := line.Count("price"); line.Has("price") {
			f.Shown[l.Type] = int64(price)
		}
		f.Lines = append(f.Lines, l)
		line.Rest()
	}
	o.Rest()
	f.faults = *o.faults
	return f, nil
}

// Validate checks every field, in the order of the description.
func (f APIOrder) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Event == "" {
		errs.Add("/event", "form.required")
	}
	if f.Buyer.Email != "" && !text.ValidAddress(f.Buyer.Email) {
		errs.Add("/buyer/email", "form.email")
	}
	if len(f.Lines) == 0 {
		errs.Add("/lines", "order.nothing")
	}
	seen := map[string]bool{}
	for i, line := range f.Lines {
		at := "/lines/" + strconv.Itoa(i)
		switch {
		case line.Type == "":
			errs.Add(at+"/type", "form.required")
		case seen[line.Type]:
			errs.Add(at+"/type", "form.twice")
		}
		seen[line.Type] = true
		if line.Count < 1 || line.Count > models.MaxTickets {
			errs.Add(at+"/count", "order.too_many", "max", models.MaxTickets)
		}
	}
	return errs
}

// Located is an error of the store about a purchase with its place in the body, if it has one.
func (f APIOrder) Located(err error) error {
	return located(err, func(e *models.Error) {
		id, ok := strings.CutPrefix(e.Field, "count.")
		if !ok {
			e.Field = "/" + e.Field
			return
		}
		line := "/lines/" + strconv.Itoa(slices.IndexFunc(f.Lines, func(l models.Line) bool { return l.Type == id }))
		switch e.Key {
		case "order.unknown_type":
			e.Field = line + "/type"
		case "order.price_changed":
			e.Field, e.Key = line+"/price", "api.price_changed" // a program has opened no page
		default:
			e.Field = line + "/count"
		}
	})
}

// located is an error with another place for its field; one without a field stays as it is.
func located(err error, move func(*models.Error)) error {
	var ours *models.Error
	if !errors.As(err, &ours) || ours.Field == "" {
		return err
	}
	there := *ours
	move(&there)
	return &there
}

// Purchase is what the store sells; call it on a form that Validate passed.
func (f APIOrder) Purchase() models.Purchase {
	return models.Purchase{Event: f.Event, Payment: f.Payment, Lines: f.Lines, Shown: f.Shown, Buyer: f.Buyer, Shop: f.Shop}
}

// maxKey is how long an idempotency key may be.
const maxKey = 255

// IdempotencyKey reads the header of that name: one key of printable ASCII. Malformed for none,
// several, and any other.
func IdempotencyKey(sent []string) (string, error) {
	switch {
	case len(sent) == 0 || len(sent) == 1 && sent[0] == "":
		return "", malformed("", "api.no_key")
	case len(sent) > 1:
		return "", malformed("", "api.bad_key", "max", maxKey)
	case len(sent[0]) > maxKey || strings.ContainsFunc(sent[0], func(r rune) bool { return r < ' ' || r > '~' }):
		return "", malformed("", "api.bad_key", "max", maxKey)
	}
	return sent[0], nil
}
