package models

import (
	"strings"
	"testing"

	"coulisse/access"
)

var mia = Contact{Name: "Mia Søndergård", Email: "Mia.Holm@example.org", Phone: "+45 12 34 56 78", Locale: "da"}

// sells places an order of two tickets, and fails the test when it cannot.
func sells(t *testing.T, s *Store, a access.Actor, event, ticketType string, c Contact) *Order {
	t.Helper()
	o, err := buy(s, a, event, c, Line{ticketType, 2})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// within is an actor with a level in customers, for chosen events.
func within(t *testing.T, s *Store, owner access.Actor, name string, level access.Level, events ...string) access.Actor {
	t.Helper()
	return member(t, s, owner, name, access.Grant{Levels: access.Levels{access.Customers: level}, Scope: access.Scope{Events: events}})
}

// CC8: by order reference, e-mail, name and other criteria.
func TestABuyerIsFoundByWhatIsKnownOfThem(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 50)
	o := sells(t, s, owner, event, full, mia)
	sells(t, s, owner, event, full, Contact{Name: "Mio Holmgren", Email: "mio@example.org"})
	other := sells(t, s, owner, event, full, Contact{})
	var codes []string
	s.r.Raw("SELECT code FROM tickets WHERE order_id = ?", o.ID).Scan(&codes)
	spaced := o.Reference[:3] + " " + o.Reference[3:6] + "\u00a0" + o.Reference[6:]
	wrong := []byte(o.Reference)
	wrong[8] = '0' + (wrong[8]-'0'+1)%10
	for typed, want := range map[string]int{
		"": 3, o.Reference: 1, spaced: 1, string(wrong): 0, other.Reference: 1, "mia.holm@example.org": 1, "MIA.HOLM@": 1, "example": 2, "sondergard": 1, "Søndergård mia": 1,
		"mi": 2, "mi holmg": 1, "4512345678": 1, "+45 12 34": 1, "ia": 0, "%": 0, "!!": 0,
		codes[0]: 1, strings.ToLower(codes[1][:5] + "-" + codes[1][5:]): 1, "00000000000000000000": 0,
	} {
		list, err := s.Orders(t.Context(), owner, OrderFilter{Search: typed})
		if err != nil || list.Total != want || len(list.Rows) != want {
			t.Errorf("%q: %+v %v", typed, list, err)
		}
	}
	for f, want := range map[OrderFilter]int{{State: OrderPaid}: 3, {State: OrderRefunded}: 0, {Channel: ChannelAPI}: 3, {Channel: ChannelDoor}: 0, {Event: event}: 3, {Event: event, Search: "mia"}: 1} {
		if list, err := s.Orders(t.Context(), owner, f); err != nil || list.Total != want {
			t.Errorf("%+v: %+v %v", f, list, err)
		}
	}
}

func TestManyBuyersWithAWordAreFoundToo(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	o := sells(t, s, owner, event, full, mia)
	if err := s.w.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
		INSERT INTO orders (id, organisation_id, event_id, reference, channel, state, payment, tickets, total, currency, placed_at, placed_on, updated_at)
		SELECT 'b' || i, organisation_id, event_id, 'r' || i, channel, state, payment, tickets, total, currency, placed_at, placed_on, updated_at FROM orders, n`).Error; err != nil {
		t.Fatal(err)
	}
	if err := s.w.Exec("INSERT INTO order_tokens (organisation_id, token, order_id) SELECT organisation_id, 'mia' || id, id FROM orders WHERE id LIKE 'b%'").Error; err != nil {
		t.Fatal(err)
	}
	list, err := s.Orders(t.Context(), owner, OrderFilter{Search: "mi sond"})
	if err != nil || list.Total != 1 || list.Rows[0].ID != o.ID {
		t.Error(list, err)
	}
}

func TestPagesOfOrdersFollowEachOther(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 200)
	for range 60 {
		sells(t, s, owner, event, full, mia)
	}
	seen, page := map[string]bool{}, Page{}
	for range 2 {
		list, err := s.Orders(t.Context(), owner, OrderFilter{Page: page, Search: "mia"})
		if err != nil || list.Total != 60 {
			t.Fatal(list, err)
		}
		for _, o := range list.Rows {
			seen[o.ID] = true
		}
		page = Page{After: list.After}
		if list.Before != "" {
			back, err := s.Orders(t.Context(), owner, OrderFilter{Page: Page{Before: list.Before}})
			if err != nil || len(back.Rows) != PageSize || back.Before != "" || back.After == "" || back.Rows[0].PlacedAt.Before(back.Rows[49].PlacedAt) {
				t.Error(len(back.Rows), back.Before, back.After, err)
			}
		}
	}
	if len(seen) != 60 || page.After != "" {
		t.Errorf("%d orders on two pages", len(seen))
	}
}

// A new list endpoint forgot the event scope (pretix).
func TestNobodyFindsBuyersOfOtherEvents(t *testing.T) {
	s, owner := founded(t)
	mine, full, _ := onSale(t, s, owner, 50)
	other, theirs, _ := onSale(t, s, owner, 50)
	a := within(t, s, owner, "a", access.Approve, mine)
	both := sells(t, s, owner, mine, full, mia)
	hidden := sells(t, s, owner, other, theirs, mia)
	alone := sells(t, s, owner, other, theirs, Contact{Name: "Bo Hidden", Email: "bo@hidden.example", Phone: "87654321"})
	var code string
	s.r.Raw("SELECT code FROM tickets WHERE order_id = ?", alone.ID).Scan(&code)
	for _, typed := range []string{"bo", "bo@hidden.example", "87654321", alone.Reference, hidden.Reference, code} {
		if list, err := s.Orders(t.Context(), a, OrderFilter{Search: typed}); err != nil || list.Total != 0 {
			t.Errorf("%q finds %v %v", typed, list, err)
		}
	}
	if list, err := s.Orders(t.Context(), a, OrderFilter{Search: "mia"}); err != nil || list.Total != 1 || list.Rows[0].ID != both.ID {
		t.Error(list, err)
	}
	if _, err := s.Orders(t.Context(), a, OrderFilter{Event: other}); CodeOf(err) != Invalid {
		t.Error("the filter takes another event:", err)
	}
	if c, err := s.Customer(t.Context(), a, both.ID); err != nil || len(c.Orders) != 1 || len(c.Orders[0].Sheet) != 2 || len(c.Orders[0].Mails) != 1 {
		t.Error(c, err)
	}
	for what, err := range map[string]error{
		"customer": second(s.Customer(t.Context(), a, alone.ID)), "order": second(s.SoldOrder(t.Context(), a, hidden.ID)),
		"update": second(s.UpdateCustomer(t.Context(), a, alone.ID, 1, mia)), "erase": s.EraseCustomer(t.Context(), a, alone.ID, "bo@hidden.example"),
		"cancel": second(s.CancelOrder(t.Context(), a, hidden.ID)), "refund": second(s.RefundOrder(t.Context(), a, hidden.ID)), "resend": second(s.ResendTickets(t.Context(), a, hidden.ID)),
	} {
		if CodeOf(err) != NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	outsider := member(t, s, owner, "outsider", everywhere(access.Levels{access.Events: access.Approve}))
	if _, err := s.Orders(t.Context(), outsider, OrderFilter{}); CodeOf(err) != NotFound {
		t.Error("orders without the section:", err)
	}
	stranger := owner
	stranger.Organisation = NewID()
	if _, err := s.Customer(t.Context(), stranger, both.ID); CodeOf(err) != NotFound {
		t.Error("another organisation reads a buyer:", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestALevelAllowsWhatItSaysAndNoMore(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 50)
	o := sells(t, s, owner, event, full, mia)
	views, edits := within(t, s, owner, "views", access.View, event), within(t, s, owner, "edits", access.Edit, event)
	for what, err := range map[string]error{
		"view updates": second(s.UpdateCustomer(t.Context(), views, o.ID, 1, Contact{Name: "X"})), "view resends": second(s.ResendTickets(t.Context(), views, o.ID)),
		"edit cancels": second(s.CancelOrder(t.Context(), edits, o.ID)), "edit refunds": second(s.RefundOrder(t.Context(), edits, o.ID)),
		"edit erases": s.EraseCustomer(t.Context(), edits, o.ID, mia.Email),
	} {
		if CodeOf(err) != Forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := s.ResendTickets(t.Context(), edits, o.ID); err != nil {
		t.Error(err)
	}
}

func TestCorrectedDetailsAreFoundAndMailedTo(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 50)
	o := sells(t, s, owner, event, full, mia)
	sells(t, s, owner, event, full, Contact{Name: "M. Other-Name", Email: mia.Email})
	sells(t, s, owner, event, full, Contact{Name: "Bo", Email: "bo@example.org"})
	if _, err := s.UpdateCustomer(t.Context(), owner, o.ID, 2, Contact{Name: "Mia", Email: "new@example.org", Phone: "1"}); err != nil {
		t.Error(err)
	}
	if changedAny, err := s.UpdateCustomer(t.Context(), owner, o.ID, 4, Contact{Name: "Mia", Email: "new@example.org", Phone: "1"}); err != nil || changedAny {
		t.Error("nothing differed:", changedAny, err)
	}
	if _, err := s.UpdateCustomer(t.Context(), owner, o.ID, 1, mia); CodeOf(err) != Conflict {
		t.Error("a stale save:", err)
	}
	for typed, want := range map[string]int{"new@example.org": 2, "sondergard": 1, "mia.holm": 0, "other": 0, "mia": 2} {
		if list, err := s.Orders(t.Context(), owner, OrderFilter{Search: typed}); err != nil || list.Total != want {
			t.Errorf("%q: %v %v", typed, list, err)
		}
	}
	var waiting, old int
	s.r.Raw("SELECT count(*) FROM mails WHERE recipient = 'new@example.org' AND state = 'queued'").Scan(&waiting)
	s.r.Raw("SELECT count(*) FROM mails WHERE recipient = ?", mia.Email).Scan(&old)
	if waiting != 2 || old != 0 {
		t.Errorf("%d mails wait for the new address, %d for the old one", waiting, old)
	}
	var changes string
	s.r.Raw("SELECT group_concat(changes) FROM history WHERE action = 'customer.updated' ORDER BY seq").Scan(&changes)
	if changes != `[{"field":"corrected","old":"","new":"name,email,phone"}],[{"field":"corrected","old":"","new":"email"}]` {
		t.Error("the history holds", changes)
	}
}

// Whoever corrects an address must not draw to it what waits about events they cannot see.
func TestACorrectedAddressLeavesMailsOfOtherEventsAlone(t *testing.T) {
	s, owner := founded(t)
	mine, full, _ := onSale(t, s, owner, 50)
	other, theirs, _ := onSale(t, s, owner, 50)
	a := within(t, s, owner, "a", access.Edit, mine)
	o := sells(t, s, owner, mine, full, mia)
	hidden := sells(t, s, owner, other, theirs, mia)
	if _, err := s.UpdateCustomer(t.Context(), a, o.ID, 1, Contact{Name: "Mia", Email: "a@example.org"}); err != nil {
		t.Fatal(err)
	}
	for order, want := range map[string]string{o.ID: "a@example.org", hidden.ID: mia.Email} {
		var to string
		if s.r.Raw("SELECT recipient FROM mails WHERE order_id = ?", order).Scan(&to); to != want {
			t.Errorf("the mail goes to %s, not to %s", to, want)
		}
	}
	if _, err := s.UpdateCustomer(t.Context(), a, o.ID, 2, Contact{Name: "Mia"}); err != nil {
		t.Fatal(err)
	}
	var waiting int
	if s.r.Raw("SELECT count(*) FROM mails WHERE order_id = ? AND state = 'queued'", o.ID).Scan(&waiting); waiting != 0 {
		t.Error("a mail waits for an address that was taken away")
	}
}
