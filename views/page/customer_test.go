package page

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/views/component"
)

func hostileOrder(state string) OrderPart {
	return OrderPart{
		OrderRow: OrderRow{ID: "o", Reference: hostile, Customer: true, Name: hostile, Email: hostile, EventID: "e", Event: hostile, Begins: noon, Placed: noon, Ended: noon, Tickets: 2, Total: 3600, Currency: "EUR", State: state, Channel: "door", Method: "cash"},
		Phone:    hostile, Seller: hostile,
		Sheet: []SoldTicket{{Number: 1, Type: hostile, Price: 1800, Valid: true}, {Number: 2, Type: hostile, Price: 1800, Valid: true, In: noon}, {Number: 3, Type: hostile, In: noon}},
		Mails: []SentMail{{Kind: "tickets", To: hostile, State: "queued", Failure: "refused " + hostile, At: noon}, {Kind: "order_cancelled", State: "sent", At: noon}, {Kind: "order_refunded", State: "failed", Failure: hostile, At: noon}},
	}
}

func hostileCustomers(errs forms.Errors) map[string]templ.Component {
	paid, entry := hostileOrder("paid"), forms.Customer{Name: hostile, Email: hostile, Phone: hostile, Locale: "fr"}
	filter := OrderFilter{Q: hostile, Event: hostile, State: hostile, Channel: hostile}
	return map[string]templ.Component{
		"orders":          OrderList(OrderListPage{Errors: errs, Rows: []OrderRow{paid.OrderRow, {State: "refunded", Channel: "api", Erased: true, Customer: true}, {State: "cancelled", Channel: "import"}}, Total: 1000, Capped: true, Filter: filter, Events: []component.Option{{Value: hostile, Label: hostile}}, Previous: hostile, Next: hostile}),
		"orders nothing":  OrderList(OrderListPage{Filter: filter}),
		"order":           Order(paid),
		"order refunded":  Order(hostileOrder("refunded")),
		"order end":       OrderEnd(OrderEndPage{OrderRow: paid.OrderRow, Used: 2}),
		"order refund":    OrderEnd(OrderEndPage{OrderRow: paid.OrderRow, Refund: true}),
		"customer":        Customer(CustomerPage{ID: "b", Name: hostile, Email: hostile, Phone: hostile, Locale: hostile, Since: noon, Orders: []OrderPart{paid, hostileOrder("cancelled")}, More: true, Called: hostile, Known: hostile}),
		"customer erased": Customer(CustomerPage{ID: "b", Erased: noon, Orders: []OrderPart{paid}}),
		"customer form":   CustomerForm(CustomerFormPage{ID: "b", Called: hostile, Entry: entry, Stored: &forms.Customer{Name: "Mia", Locale: "da"}, Errors: errs}),
		"customer erase":  CustomerErase(CustomerErasePage{ID: "b", Called: hostile, Known: hostile, ByAddress: true, Orders: 2, More: true, Errors: errs, Confirm: hostile}),
	}
}

func TestPagesOfCustomerServiceRenderWithNoDataAtAll(t *testing.T) {
	f := testFrame("en", access.Actor{})
	f.SignedIn = false
	for name, p := range map[string]templ.Component{"orders": OrderList(OrderListPage{}), "customer": Customer(CustomerPage{}), "form": CustomerForm(CustomerFormPage{}), "erase": CustomerErase(CustomerErasePage{})} {
		if render(t, f, p).Find("h1").Length() != 1 {
			t.Error(name)
		}
	}
}

func TestWhatALevelDoesNotAllowIsNotOffered(t *testing.T) {
	for level, want := range map[access.Level]string{access.View: "", access.Edit: "/customer.edit/b /order.resend/o", access.Approve: "/customer.edit/b /customer.erase.form/b /order.cancel.form/o /order.refund.form/o /order.resend/o"} {
		reader := access.Actor{Membership: "me", Grant: access.Grant{Levels: access.Levels{access.Customers: level}, Scope: access.Scope{All: true}}}
		order := hostileOrder("paid")
		found := ""
		for _, doc := range []templ.Component{Customer(CustomerPage{ID: "b", Called: "Mia", Orders: []OrderPart{order}}), Order(order)} {
			html, _ := render(t, testFrame("en", reader), doc).Find("main").Html()
			found += html
		}
		for _, address := range strings.Fields("/customer.edit/b /customer.erase.form/b /order.cancel.form/o /order.refund.form/o /order.resend/o") {
			if strings.Contains(found, `"`+address+`"`) != strings.Contains(want, address) {
				t.Errorf("%s: %s", level, address)
			}
		}
	}
}

// Only who works in all events sees all that a buyer bought, and may erase it.
func TestNobodyIsOfferedToEraseWhomTheyDoNotSeeWhole(t *testing.T) {
	for _, everywhere := range []bool{true, false} {
		reader := access.Actor{Membership: "me", Grant: access.Grant{Levels: access.Levels{access.Customers: access.Approve}, Scope: access.Scope{All: everywhere}}}
		doc := render(t, testFrame("en", reader), Customer(CustomerPage{ID: "b", Called: "Mia"}))
		offered := doc.Find(`a[href="/customer.erase.form/b"]`).Length() != 0
		told := strings.Contains(doc.Find("main").Text(), "rights cover all events")
		if offered != everywhere || told == everywhere {
			t.Errorf("all events %v: %s", everywhere, doc.Find("main").Text())
		}
	}
}
