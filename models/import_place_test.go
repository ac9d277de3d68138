package models

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

const threeOrders = "order,type,count,name,email,price,date\nA1,Full price,2,Zyxmark Holm,zyxmark@example.org,,2026-06-02\nA1,Child,1,,,5.00,\nA2,Child,1,Bo,,,\nA3,Child,4,,,0,\n"

func TestRowsOfOneNumberMakeOneOrderAtThePriceThatWasPaid(t *testing.T) {
	s, owner := founded(t)
	event, _, child := onSale(t, s, owner, 50)
	i := uploads(t, s, owner, event, threeOrders)
	if i.Orders != 3 || i.Tickets != 8 || i.Total != 3600+500+900 || i.Unreachable != 2 || i.UserName != owner.Name || i.FileName != "shop.csv" {
		t.Fatalf("%+v", i.Import)
	}
	i = confirms(t, s, owner, i.ID, true)
	var orders []Order
	s.r.Raw("SELECT * FROM orders ORDER BY shop_reference").Scan(&orders)
	if i.State != ImportDone || len(orders) != 3 || orders[0].Total != 4100 || orders[0].Tickets != 3 || orders[0].SourceID != i.ID || orders[2].Payment != PaidFree {
		t.Fatalf("%+v %+v", i, orders)
	}
	if orders[0].PlacedOn != "2026-06-02" || orders[0].PlacedAt.Format(time.RFC3339) != "2026-06-02T10:00:00Z" || orders[1].PlacedOn != day(s.Now(), "Europe/Copenhagen") {
		t.Error(orders[0].PlacedAt, orders[1].PlacedAt)
	}
	var paid int64
	s.r.Raw("SELECT sum(price) FROM tickets WHERE type_id = ? AND order_id = ?", child, orders[0].ID).Scan(&paid)
	var mails int
	s.r.Raw("SELECT count(*) FROM mails WHERE kind = 'tickets'").Scan(&mails)
	if paid != 500 || mails != 1 {
		t.Error(paid, mails)
	}
	again := uploads(t, s, owner, event, strings.ToLower(threeOrders))
	if got := faultsOf(t, s, owner, again.ID); len(got) != 4 || got[1] != "3 order import.fault.imported" {
		t.Error(got)
	}
}

// dies runs the work of the console until it comes to its tickets, where it ends in a panic, as
// after kill -9.
func dies(t *testing.T, s *Store) {
	t.Helper()
	create := s.w.Callback().Create()
	if err := create.Before("gorm:create").Register("test:die", func(db *gorm.DB) {
		if db.Statement.Table == "tickets" {
			panic("killed")
		}
	}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("nothing was killed")
		}
		_ = create.Remove("test:die")
	}()
	_, _ = s.WorkOnImport(t.Context())
}

func TestAnImportThatIsKilledLeavesNothingAndIsDoneFromTheStart(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	i, before := uploads(t, s, owner, event, threeOrders), soldRows(t, s)
	if err := s.ConfirmImport(t.Context(), owner, i.ID, false); err != nil {
		t.Fatal(err)
	}
	dies(t, s)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := s.WorkOnImport(cancelled); found || err == nil {
		t.Error(found, err)
	}
	if n, now := soldRows(t, s), shown(t, s, owner, i.ID); n != before || now.State != ImportConfirmed || now.Done != 0 || now.Of != 0 && now.Of != i.Lines {
		t.Errorf("%d rows are left; %+v", n-before, now)
	}
	worked(t, s)
	if now := shown(t, s, owner, i.ID); now.State != ImportDone || soldRows(t, s) == before {
		t.Errorf("%+v", now)
	}
}

// What ends the console each time must not do so for ever.
func TestAnImportThatKillsTheConsoleIsGivenUp(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	i := uploads(t, s, owner, event, threeOrders)
	if err := s.ConfirmImport(t.Context(), owner, i.ID, false); err != nil {
		t.Fatal(err)
	}
	for range importAttempts {
		dies(t, s)
	}
	worked(t, s)
	if now := shown(t, s, owner, i.ID); now.State != ImportFailed || now.Why.Key != "import.reason.internal" {
		t.Fatalf("%+v", now)
	}
	if err := s.RecheckImport(t.Context(), owner, i.ID); err != nil {
		t.Fatal(err)
	}
	worked(t, s)
	if now := confirms(t, s, owner, i.ID, false); now.State != ImportDone {
		t.Errorf("%+v", now)
	}
}

func TestTwoConfirmationsAtOnceImportOnce(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 50)
	i := uploads(t, s, owner, event, threeOrders)
	var wait sync.WaitGroup
	refused := make(chan error, 20)
	for range 20 {
		wait.Go(func() { refused <- s.ConfirmImport(context.Background(), owner, i.ID, false) })
	}
	for range 2 {
		wait.Go(func() { _, _ = s.WorkOnImport(context.Background()) })
	}
	wait.Wait()
	worked(t, s)
	conflicts := 0
	for range 20 {
		if err := <-refused; CodeOf(err) == Conflict {
			conflicts++
		}
	}
	var orders int
	s.r.Raw("SELECT count(*) FROM orders").Scan(&orders)
	if conflicts != 19 || orders != 3 {
		t.Errorf("%d conflicts, %d orders", conflicts, orders)
	}
}

// Between the preview and the import the world goes on: what was shown is imported, or nothing.
func TestWhatChangedSinceThePreviewStopsTheImport(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(s *Store, owner access.Actor, event, full string) error
		key       string
	}{
		"sold out": {func(s *Store, a access.Actor, e, full string) error { return second(buy(s, a, e, mia, Line{full, 45})) }, "import.reason.faults"},
		"other price": {func(s *Store, _ access.Actor, _, _ string) error {
			return s.w.Exec("UPDATE ticket_types SET price = price + 100").Error
		}, "import.reason.changed"},
		"renamed": {func(s *Store, _ access.Actor, _, _ string) error {
			return s.w.Exec("UPDATE ticket_types SET name_key = 'x' WHERE name = 'Child'").Error
		}, "import.reason.faults"},
		"closed event": {func(s *Store, a access.Actor, e, _ string) error {
			return second(s.CloseEvent(context.Background(), a, e))
		}, "order.event_closed"},
		"imported": {func(s *Store, a access.Actor, e, full string) error {
			return s.PlaceOrders(context.Background(), a, Bulk{Event: e, Channel: ChannelImport, Orders: []BulkOrder{{ShopReference: "a2", Lines: []PaidLine{{full, 1, 1}}}}})
		}, "import.reason.faults"},
	} {
		t.Run(name, func(t *testing.T) {
			s, owner := founded(t)
			event, full, _ := onSale(t, s, owner, 50)
			i := uploads(t, s, owner, event, threeOrders)
			if err := c.meanwhile(s, owner, event, full); err != nil {
				t.Fatal(err)
			}
			before := soldRows(t, s)
			if i = confirms(t, s, owner, i.ID, true); i.State != ImportFailed || i.Why == nil || i.Why.Key != c.key || soldRows(t, s) != before {
				t.Fatalf("%+v %v", i, i.Why)
			}
			if err := s.RecheckImport(t.Context(), owner, i.ID); err != nil {
				t.Fatal(err)
			}
			worked(t, s)
			want := ImportFaulty
			if c.key == "import.reason.changed" {
				want = ImportChecked
			}
			if i = shown(t, s, owner, i.ID); i.State != want || i.Why != nil {
				t.Errorf("%+v", i)
			}
		})
	}
}
