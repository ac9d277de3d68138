package page

import (
	"net/url"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// OrderRow is an order in a list, with its own contact details.
type OrderRow struct {
	ID, Reference          string
	Customer               bool // somebody stands behind it, who has a page by the order's id
	Name, Email            string
	Erased                 bool // the personal data is gone
	EventID, Event         string
	Begins, Placed, Ended  time.Time
	Tickets                int
	Total                  int64
	RefundedTickets        int   // of Tickets, those that were refunded while the others stayed
	RefundedTotal          int64 // their money
	Currency               string
	State, Channel, Method string // Method is how it was paid
}

// OrderPart is an order with its tickets, and what was mailed about it.
type OrderPart struct {
	OrderRow
	Phone  string
	Seller string // at the door
	Shop   string // what it is called where it was sold
	Sheet  []SoldTicket
	Mails  []SentMail
	Pause  models.Pause // of the button that mails the tickets
}

// SoldTicket is a ticket as customer service sees it: never its code.
type SoldTicket struct {
	Number   int
	Type     string
	Price    int64
	Valid    bool
	In       time.Time // when it was used; zero when it was not
	Refunded time.Time // when its money was given back; zero when it was not
}

// SentMail is a mail to the buyer of an order.
type SentMail struct {
	Kind, To, State, Failure string
	At                       time.Time
}

// OrderEndPage asks before an order is cancelled or refunded.
type OrderEndPage struct {
	OrderRow
	Refund bool
	Used   int // tickets that somebody has come in with already
}

func (r OrderRow) reference() string { return i18n.Reference(r.Reference) }

// person is what a list calls the buyer.
func (r OrderRow) person(l *i18n.Locale) string {
	switch {
	case r.Erased:
		return l.T("customer.erased")
	case r.Name != "":
		return r.Name
	}
	return l.T("customer.no_name")
}

func (r OrderRow) title(l *i18n.Locale) string {
	return l.T("customer.order.title", "reference", r.reference())
}

// may tells whether the reader may do to the order as it stands what needs a level.
func (r OrderRow) may(f *views.Frame, need access.Level) bool {
	return r.State == "paid" && f.Actor.Can(access.Customers, need)
}

// history leads to what happened to something; "" for who may not read the history.
func history(f *views.Frame, target string) string {
	if !f.Actor.Can(access.History, access.View) {
		return ""
	}
	return views.WithQuery(f.URL("history.list"), url.Values{"target": {target}})
}

// ended says when an order was cancelled or refunded; "" while it is paid.
func (r OrderRow) ended(f *views.Frame) string {
	if r.Ended.IsZero() {
		return ""
	}
	return f.Locale.DateTime(f.In(r.Ended))
}

// orderLook is the status whose shape and colour an order's state shares.
func orderLook(state string) string {
	switch state {
	case "paid":
		return "active"
	case "refunded":
		return "ended"
	}
	return "declined"
}

// mailLook is the same for the state of a mail.
func mailLook(state string) string {
	switch state {
	case "sent":
		return "active"
	case "failed":
		return "failed"
	case "cancelled":
		return "ended"
	}
	return "invited"
}

// mailState is the state of a mail as the catalogue names it: one that left and came back is another thing
// than one that never left.
func mailState(state, failure string) string {
	if reason, _, _ := strings.Cut(failure, " "); state == "failed" && reason == "returned" {
		return reason
	}
	return state
}

func soldColumns(l *i18n.Locale) []component.Column {
	return []component.Column{
		{Label: l.T("customer.ticket.number"), Narrow: true}, {Label: l.T("customer.ticket.type")},
		{Label: l.T("customer.ticket.price"), Narrow: true}, {Label: l.T("customer.ticket.state"), Narrow: true},
	}
}

// why says why a mail has not left.
func (m SentMail) why(l *i18n.Locale) string {
	if m.State == "sent" || m.State == "cancelled" {
		return ""
	}
	return component.MailFailure(l, m.Failure)
}

// key is the family of words of the page that asks.
func (p OrderEndPage) key() string {
	if p.Refund {
		return "customer.refund."
	}
	return "customer.cancel."
}

func (p OrderEndPage) action(f *views.Frame) string {
	if p.Refund {
		return f.URL("order.refund", p.ID)
	}
	return f.URL("order.cancel", p.ID)
}

// left is the money that was not given back.
func (r OrderRow) left() int64 { return r.Total - r.RefundedTotal }

// tells says who will hear of it.
func (r OrderRow) tells(l *i18n.Locale) string {
	if r.Email == "" {
		return l.T("customer.end.tells_nobody")
	}
	return l.T("customer.end.tells", "email", r.Email)
}
