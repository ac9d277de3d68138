package page

import (
	"time"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// TicketTypeRow is a ticket type on the page of its event.
type TicketTypeRow struct {
	ID, Name, Parent string // Parent is a name, "" for a quota of its own
	Price            int64
	Sold, Left       int
	Taken, Quota     int // of its own quota
	From, Until      time.Time
}

// TicketTypePage is the form of a ticket type, new or there already, and the page that asks
// before one is removed.
type TicketTypePage struct {
	Event, EventName string
	ID, Name         string // as stored; "" for a new one
	Entry            forms.TicketType
	Stored           *forms.TicketType // as somebody else left it while this was entered; nil when nobody did
	Errors           forms.Errors
	Parents          []ParentPrice
	IsParent         bool // others draw from it, so it cannot draw from another
}

// ParentPrice is a ticket type from whose quota another may draw.
type ParentPrice struct{ ID, Name string }

// window says when the type is sold, besides the event's own sale.
func (r TicketTypeRow) window(f *views.Frame) string {
	l := f.Locale
	switch from, until := l.DateTime(f.In(r.From)), l.DateTime(f.In(r.Until)); {
	case r.From.IsZero() && r.Until.IsZero():
		return l.T("ticket_type.always")
	case r.Until.IsZero():
		return l.T("ticket_type.from", "from", from)
	case r.From.IsZero():
		return l.T("ticket_type.until", "until", until)
	default:
		return l.T("ticket_type.between", "from", from, "until", until)
	}
}

func typeColumns(l *i18n.Locale) []component.Column {
	return []component.Column{
		{Label: l.T("ticket_type.column.name")}, {Label: l.T("ticket_type.column.price"), Narrow: true}, {Label: l.T("ticket_type.column.sold"), Narrow: true},
		{Label: l.T("ticket_type.column.left"), Narrow: true}, {Label: l.T("ticket_type.column.window")}, {Label: l.T("ticket_type.column.actions"), Hidden: true, Narrow: true},
	}
}

func (p TicketTypePage) title(l *i18n.Locale) string {
	if p.ID == "" {
		return l.T("ticket_type.title_new", "event", p.EventName)
	}
	return l.T("ticket_type.title_edit", "name", p.Name)
}

func (p TicketTypePage) action(f *views.Frame) string {
	if p.ID == "" {
		return f.URL("event.type.create", p.Event)
	}
	return f.URL("event.type.update", p.Event, p.ID)
}

func (p TicketTypePage) crumbs(f *views.Frame) []component.Crumb {
	if p.ID == "" {
		return eventCrumbs(f, p.Event, p.EventName, f.Locale.T("ticket_type.add_crumb"))
	}
	return eventCrumbs(f, p.Event, p.EventName, p.Name)
}

// parents offers the quotas to draw from.
func (p TicketTypePage) parents(l *i18n.Locale) []component.Option {
	options := []component.Option{{Label: l.T("ticket_type.own_quota")}}
	for _, parent := range p.Parents {
		options = append(options, component.Option{Value: parent.ID, Label: parent.Name})
	}
	return options
}

// shares tells whether there is a choice of quotas at all (CC7: from the second type on).
func (p TicketTypePage) shares() bool {
	return (len(p.Parents) > 0 && !p.IsParent) || p.Entry.Parent != ""
}

// differences are what saving the entry would make of what somebody else has saved.
func (p TicketTypePage) differences(l *i18n.Locale) []component.Change {
	if p.Stored == nil {
		return nil
	}
	names := map[string]string{}
	for _, parent := range p.Parents {
		names[parent.ID] = parent.Name
	}
	d := differences{words: l}
	d.add(l.T("ticket_type.field.name"), p.Stored.Name, p.Entry.Name)
	d.add(l.T("ticket_type.field.price"), p.Stored.Price, p.Entry.Price)
	d.add(l.T("ticket_type.field.parent"), names[p.Stored.Parent], names[p.Entry.Parent])
	d.add(l.T("ticket_type.field.quota"), p.Stored.Quota, p.Entry.Quota)
	d.add(l.T("ticket_type.field.sales_from"), p.Stored.SalesFrom, p.Entry.SalesFrom)
	d.add(l.T("ticket_type.field.sales_until"), p.Stored.SalesUntil, p.Entry.SalesUntil)
	return d.all
}
