package models

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models/text"
)

// standsIn finds a text in every column of every table, and says where.
func standsIn(t *testing.T, s *Store, mark string) (places []string) {
	t.Helper()
	var tables []string
	s.r.Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables)
	for _, table := range tables {
		var rows []map[string]any
		if err := s.r.Raw("SELECT * FROM " + table).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for column, value := range row {
				if raw, ok := value.([]byte); ok {
					value = string(raw)
				}
				if strings.Contains(text.Plain(fmt.Sprint(value)), mark) {
					places = append(places, table+"."+column)
				}
			}
		}
	}
	return places
}

func TestNothingOfAnErasedBuyerIsLeftInAnyTable(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 50)
	marked := Contact{Name: "Zyxmark Holm", Email: "zyxmark@zyxmark.example", Phone: "zyxmark 5550100", Locale: "fr"}
	o := sells(t, s, owner, event, full, marked)
	sells(t, s, owner, event, full, Contact{Name: "M. Zyxmark", Email: marked.Email})
	for { // one mail is kept in the mailbox, one fails, one waits
		m, err := s.ClaimMail(t.Context(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if m == nil || m.Kind != MailTickets {
			break
		}
		if m.OrderID != o.ID {
			if err := s.MailGivenUp(t.Context(), m, "refused 550 zyxmark@zyxmark.example unknown"); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := s.KeepInMailbox(t.Context(), MailboxMail{ID: m.ID, OrganisationID: m.OrganisationID, Recipient: m.To, Subject: "zyxmark", Text: "zyxmark", HTML: "zyxmark"}); err != nil {
			t.Fatal(err)
		}
		if err := s.MailSent(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ResendTickets(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	leaving, err := s.ClaimMail(t.Context(), time.Hour)
	if err != nil || leaving == nil || leaving.Kind != MailTickets {
		t.Fatal(leaving, err)
	}
	changed := marked
	changed.Name, changed.Email = "Zyxmark Holmen", "zyxmark@new.example"
	if _, err := s.UpdateCustomer(t.Context(), owner, o.ID, 2, changed); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RefundOrder(t.Context(), owner, o.ID); err != nil {
		t.Fatal(err)
	}
	if places := standsIn(t, s, "zyxmark"); len(places) < 10 {
		t.Fatal("the buyer was hardly there:", places)
	}
	var before, after struct{ Orders, Total, Tickets, Price int }
	const kept = "SELECT count(*) AS orders, sum(total) AS total, (SELECT count(*) FROM tickets) AS tickets, (SELECT sum(price) FROM tickets) AS price FROM orders"
	s.r.Raw(kept).Scan(&before)

	if err := s.EraseCustomer(t.Context(), owner, o.ID, "zyxmark holmen"); CodeOf(err) != Invalid {
		t.Error("erased by the name, though there is an address:", err)
	}
	if err := s.EraseCustomer(t.Context(), owner, o.ID, " Zyxmark@NEW.example"); err != nil {
		t.Fatal(err)
	}
	// The mail that was just leaving reaches the mailbox after the erasure.
	if err := s.KeepInMailbox(t.Context(), MailboxMail{ID: leaving.ID, Recipient: leaving.To, Subject: "zyxmark"}); err != nil {
		t.Fatal(err)
	}
	if err := s.MailSent(t.Context(), leaving); err != nil {
		t.Fatal(err)
	}
	if places := standsIn(t, s, "zyxmark"); len(places) > 0 {
		t.Error("still stands in", places)
	}
	if places := standsIn(t, s, "5550100"); len(places) > 0 {
		t.Error("the phone number still stands in", places)
	}
	if s.r.Raw(kept).Scan(&after); before != after {
		t.Errorf("kept %+v of %+v", after, before)
	}
	c, err := s.Customer(t.Context(), owner, o.ID)
	if err != nil || c.ErasedAt == nil || c.Known() != "" || len(c.Orders) != 2 {
		t.Error(c, err)
	}
	if m, err := s.ClaimMail(t.Context(), time.Hour); err != nil || m != nil && m.Kind != MailOrder {
		t.Error("a mail of an erased buyer leaves:", m, err)
	}
}

func TestAnErasedBuyerStaysErasedAndMayBuyAgain(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 50)
	o := sells(t, s, owner, event, full, Contact{Name: "Only A Name"})
	if err := s.EraseCustomer(t.Context(), owner, o.ID, "only a  name"); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"erase": s.EraseCustomer(t.Context(), owner, o.ID, ""), "update": second(s.UpdateCustomer(t.Context(), owner, o.ID, 2, mia)),
		"resend": second(s.ResendTickets(t.Context(), owner, o.ID))} {
		if CodeOf(err) != Conflict {
			t.Errorf("%s: %v", what, err)
		}
	}
	again := sells(t, s, owner, event, full, mia)
	if err := s.EraseCustomer(t.Context(), owner, again.ID, mia.Email); err != nil {
		t.Fatal(err)
	}
	later := sells(t, s, owner, event, full, mia)
	for id, erased := range map[string]bool{again.ID: true, later.ID: false} {
		if c, err := s.Customer(t.Context(), owner, id); err != nil || len(c.Orders) != 1 || (c.ErasedAt != nil) != erased {
			t.Error("an erased customer came back to life:", c, err)
		}
	}
}

func TestWhoDoesNotSeeAllOrdersOfABuyerDoesNotErase(t *testing.T) {
	s, owner := founded(t)
	mine, full, _ := onSale(t, s, owner, 50)
	other, theirs, _ := onSale(t, s, owner, 50)
	a := within(t, s, owner, "a", access.Approve, mine)
	o := sells(t, s, owner, mine, full, mia)
	sells(t, s, owner, other, theirs, mia)
	err := s.EraseCustomer(t.Context(), a, o.ID, mia.Email)
	if CodeOf(err) != Forbidden || !strings.Contains(fmt.Sprint(err.(*Error).Args), "Signe Holm") {
		t.Error(err)
	}
	if _, err := s.CustomerToErase(t.Context(), a, o.ID); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if places := standsIn(t, s, "sondergard"); len(places) == 0 {
		t.Error("erased all the same")
	}
	if err := s.EraseCustomer(t.Context(), owner, o.ID, mia.Email); err != nil {
		t.Error(err)
	}
}
