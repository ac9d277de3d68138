package page

import (
	"net/url"
	"strconv"
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// OrderListPage is one page of the list of orders within the reader's scope.
type OrderListPage struct {
	Errors         forms.Errors
	Rows           []OrderRow
	Failed         int          // orders whose tickets could not be sent
	Pause          models.Pause // of the button that sends them again
	Total          int
	Capped         bool // counting stopped at Total
	Filter         OrderFilter
	Events         []component.Option
	Previous, Next string // cursors; "" when there is no such page
}

// OrderFilter is what the address asks for, as it stands there.
type OrderFilter struct{ Q, Event, State, Channel string }

// CustomerPage is one buyer with their orders within the reader's scope.
type CustomerPage struct {
	ID, Name, Email, Phone, Locale string
	Since, Erased                  time.Time // Erased is zero unless the personal data is gone
	Orders                         []OrderPart
	More                           bool   // there are older orders than these
	Called                         string // "" for an erased one
	Known                          string // what finds all their orders
}

// CustomerFormPage is the form that corrects a buyer's contact details.
type CustomerFormPage struct {
	ID, Called string // as stored
	Entry      forms.Customer
	Stored     *forms.Customer // as somebody else left it while this was entered; nil when nobody did
	Errors     forms.Errors
}

// CustomerErasePage asks before a buyer's personal data is erased.
type CustomerErasePage struct {
	ID, Called, Known string
	ByAddress         bool // what is to be typed is the e-mail address
	Orders            int
	More              bool // there are more than Orders
	Errors            forms.Errors
	Confirm           string
}

func (f OrderFilter) values() url.Values {
	return url.Values{"q": {f.Q}, "event": {f.Event}, "state": {f.State}, "channel": {f.Channel}}
}

func (f OrderFilter) narrow() bool { return f.Q+f.Event+f.State+f.Channel != "" }

func (p OrderListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	params := p.Filter.values()
	params.Set(side, cursor)
	return views.WithQuery(f.URL("customer.list"), params)
}

func (p OrderListPage) total() string {
	if p.Capped {
		return strconv.Itoa(p.Total) + "+"
	}
	return strconv.Itoa(p.Total)
}

func (p OrderListPage) shown(l *i18n.Locale) string {
	if p.Capped {
		return l.T("customer.list.count_more", "n", p.Total)
	}
	return l.N("customer.list.count", p.Total)
}

func (p OrderListPage) events(l *i18n.Locale) []component.Option {
	return append([]component.Option{{Label: l.T("customer.filter.any_event")}}, p.Events...)
}

func orderColumns(l *i18n.Locale) []component.Column {
	return []component.Column{
		{Label: l.T("customer.column.order"), Narrow: true}, {Label: l.T("customer.column.buyer")}, {Label: l.T("customer.column.event")},
		{Label: l.T("customer.column.tickets"), Narrow: true}, {Label: l.T("customer.column.total"), Narrow: true},
		{Label: l.T("customer.column.state"), Narrow: true}, {Label: l.T("customer.column.channel"), Narrow: true},
	}
}

// customersLead says what the page is for, which depends on what the reader may do.
func customersLead(f *views.Frame) string {
	if f.Actor.Can(access.Customers, access.Edit) {
		return f.Locale.T("customer.list.lead")
	}
	return f.Locale.T("customer.list.lead_view")
}

// choices offers the words of a family, and before them the one that does not narrow.
func choices(l *i18n.Locale, any, family string, values []string) []component.Option {
	options := []component.Option{{Label: l.T(any)}}
	for _, v := range values {
		options = append(options, component.Option{Value: v, Label: l.T(family + v)})
	}
	return options
}

// called is what a page calls a customer who may have left only an address or a number.
func (p CustomerPage) called(l *i18n.Locale) string {
	if p.Called == "" {
		return l.T("customer.erased")
	}
	return p.Called
}

func (p CustomerPage) language(l *i18n.Locale) string {
	if p.Locale == "" {
		return l.T("customer.language_usual")
	}
	return inCatalogue(l, "language."+p.Locale, p.Locale)
}

// editable tells whether the reader may correct the details.
func (p CustomerPage) editable(f *views.Frame) bool {
	return p.Erased.IsZero() && f.Actor.Can(access.Customers, access.Edit)
}

// erasable tells whether the reader may erase, and askable whether they may but for working in
// chosen events alone.
func (p CustomerPage) erasable(f *views.Frame) bool {
	return p.Erased.IsZero() && f.Actor.Grant.Scope.All && f.Actor.Can(access.Customers, access.Approve)
}

func (p CustomerPage) askable(f *views.Frame) bool {
	return p.Erased.IsZero() && !f.Actor.Grant.Scope.All && f.Actor.Can(access.Customers, access.Approve)
}

// all leads to the list of every order of the customer.
func (p CustomerPage) all(f *views.Frame) string {
	return views.WithQuery(f.URL("customer.list"), url.Values{"q": {p.Known}})
}

// mailLanguages offers the organisation's language, and the others by their own names.
func mailLanguages(l *i18n.Locale) []component.Option {
	return append([]component.Option{{Label: l.T("customer.language_usual")}}, languageOptions()...)
}

// differences are what saving the entry would make of what somebody else has saved.
func (p CustomerFormPage) differences(l *i18n.Locale) []component.Change {
	if p.Stored == nil {
		return nil
	}
	d := differences{words: l}
	d.add(l.T("customer.field.name"), p.Stored.Name, p.Entry.Name)
	d.add(l.T("customer.field.email"), p.Stored.Email, p.Entry.Email)
	d.add(l.T("customer.field.phone"), p.Stored.Phone, p.Entry.Phone)
	d.add(l.T("customer.field.locale"), CustomerPage{Locale: p.Stored.Locale}.language(l), CustomerPage{Locale: p.Entry.Locale}.language(l))
	return d.all
}

// what is the field in which a customer is typed before the data goes.
func (p CustomerErasePage) what(l *i18n.Locale) string {
	if p.ByAddress {
		return l.T("customer.erase.type_email")
	}
	return l.T("customer.erase.type_name")
}

func (p CustomerErasePage) keeps(l *i18n.Locale) string {
	if p.More {
		return l.T("customer.erase.keeps_many")
	}
	return l.N("customer.erase.keeps", p.Orders)
}

func customerCrumbs(f *views.Frame, id, called, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("customer.list.title"), Href: f.URL("customer.list")}}
	if id != "" && here != "" {
		crumbs = append(crumbs, component.Crumb{Label: called, Href: f.URL("customer.show", id)})
	}
	if here == "" {
		here = called
	}
	return append(crumbs, component.Crumb{Label: here})
}
