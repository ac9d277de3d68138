package models

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"coulisse/access"
)

// uploads has a file checked, and returns what the page of the import tells.
func uploads(t testing.TB, s *Store, a access.Actor, event, content string) *ShownImport {
	t.Helper()
	id, err := s.StartImport(t.Context(), a, Upload{Event: event, Name: "shop.csv", Locale: "en", Content: []byte(content)})
	if err != nil {
		t.Fatal(err)
	}
	worked(t, s)
	return shown(t, s, a, id)
}

// worked does all that waits.
func worked(t testing.TB, s *Store) {
	t.Helper()
	for {
		switch found, err := s.WorkOnImport(t.Context()); {
		case err != nil:
			t.Fatal(err)
		case !found:
			return
		}
	}
}

func shown(t testing.TB, s *Store, a access.Actor, id string) *ShownImport {
	t.Helper()
	i, err := s.ShownImport(t.Context(), a, id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// confirms has an import imported.
func confirms(t testing.TB, s *Store, a access.Actor, id string, mail bool) *ShownImport {
	t.Helper()
	if err := s.ConfirmImport(t.Context(), a, id, mail); err != nil {
		t.Fatal(err)
	}
	worked(t, s)
	return shown(t, s, a, id)
}

// faultsOf are row, column and sentence of each fault.
func faultsOf(t testing.TB, s *Store, a access.Actor, id string) (list []string) {
	t.Helper()
	err := s.EachImportFault(t.Context(), a, id, func(f FoundFault) error {
		list = append(list, fmt.Sprintf("%d %s %s", f.Line, f.Field, f.Key))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// soldRows counts all that an import may leave behind: orders, tickets, words, mails, seats.
func soldRows(t testing.TB, s *Store) (n int) {
	t.Helper()
	err := s.r.Raw(`SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM tickets) + (SELECT count(*) FROM order_tokens)
		+ (SELECT sum(taken) FROM ticket_types) + (SELECT count(*) FROM mails WHERE kind = 'tickets') + (SELECT count(*) FROM history WHERE action = 'orders.placed')`).Row().Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// manyRows are so many rows of one order each; of those that wrong names by number, a cell is
// spoilt in turn. It returns the faults that are to be found.
func manyRows(n int, wrong map[int]bool) (content string, want []string) {
	spoilt := []struct{ column, value, key string }{
		{"order", "", "form.required"}, {"type", "Balcony", "import.fault.unknown_type"}, {"count", "0", "form.number_range"}, {"name", strings.Repeat("w", 121), "form.too_long"},
		{"email", "mia@example", "form.email"}, {"phone", strings.Repeat("1", 41), "form.too_long"}, {"language", "de", "import.fault.language"}, {"price", "free", "import.fault.price"},
		{"date", "2026-02-30", "import.fault.date.en"}, {"date", "2031-01-01", "import.fault.future"},
	}
	b, next := strings.Builder{}, 0
	b.WriteString("order,type,count,name,email,phone,language,price,date\n")
	for i := range n {
		cells := map[string]string{"order": fmt.Sprintf("W-%d", i*7), "type": []string{"Full price", "child"}[i%2], "count": fmt.Sprint(1 + i%3), "name": fmt.Sprintf("\"Holm, Mia %d\"", i%9000),
			"email": fmt.Sprintf("mia.%d@example.org", i%9000), "phone": "+45 5550100", "language": "da", "price": "12.50", "date": "2026-01-0" + fmt.Sprint(1+i%9)}
		if wrong[i] {
			w := spoilt[next%len(spoilt)]
			next++
			cells[w.column] = w.value
			want = append(want, fmt.Sprintf("%d %s %s", i+2, w.column, w.key))
		}
		for j, column := range ImportColumns {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString(cells[column])
		}
		b.WriteByte('\n')
	}
	return b.String(), want
}

// Issue 3: 50,000 rows with 1 % faults; each named by row and column, nothing imported; the
// mended file: everything there.
func TestFiftyThousandRowsAreImportedWholeOrNotAtAll(t *testing.T) {
	s, owner := founded(t)
	event, _, _ := onSale(t, s, owner, 200_000)
	before, wrong, dice := soldRows(t, s), map[int]bool{}, rand.New(rand.NewPCG(1, 2))
	for len(wrong) < 500 {
		wrong[dice.IntN(MaxImportRows)] = true
	}
	content, want := manyRows(MaxImportRows, wrong)
	i := uploads(t, s, owner, event, content)
	if i.State != ImportFaulty || i.Faults != 500 || i.Lines != MaxImportRows {
		t.Fatalf("%s with %d faults in %d rows", i.State, i.Faults, i.Lines)
	}
	if got := faultsOf(t, s, owner, i.ID); !slices.Equal(got, want) {
		t.Errorf("found %d faults, want %d: %v …", len(got), len(want), got[:10])
	}
	if err := s.ConfirmImport(t.Context(), owner, i.ID, false); CodeOf(err) != Conflict {
		t.Error("a faulty file was confirmed:", err)
	}
	worked(t, s)
	if n := soldRows(t, s); n != before {
		t.Errorf("%d rows were left by a faulty file", n-before)
	}

	content, _ = manyRows(MaxImportRows, nil)
	i = uploads(t, s, owner, event, content)
	tickets := 0
	for n := range MaxImportRows {
		tickets += 1 + n%3
	}
	if i.State != ImportChecked || i.Orders != MaxImportRows || i.Tickets != tickets || i.Total != int64(tickets)*1250 || len(i.Preview) != previewed || soldRows(t, s) != before {
		t.Fatalf("%+v", i.Import)
	}
	if len(i.Sold) != 2 || i.Sold[0].Tickets+i.Sold[1].Tickets != tickets || i.Sold[0].Left != 200_000 || i.Sold[0].Then != 200_000-tickets || i.Sold[1].Then != i.Sold[0].Then {
		t.Errorf("%+v", i.Sold)
	}
	if i = confirms(t, s, owner, i.ID, false); i.State != ImportDone {
		t.Fatalf("%s: %v", i.State, i.Why)
	}
	for query, want := range map[string]int64{
		"SELECT count(*) FROM orders WHERE channel = 'import' AND state = 'paid'": MaxImportRows, "SELECT sum(total) FROM orders": int64(tickets) * 1250,
		"SELECT count(*) FROM tickets WHERE valid": int64(tickets), "SELECT sum(taken) FROM ticket_types": int64(tickets), "SELECT count(DISTINCT email_key) FROM orders": 9000,
		"SELECT count(*) FROM mails WHERE kind IN ('tickets', 'order_placed')": 0, "SELECT count(DISTINCT placed_on) FROM orders WHERE placed_on BETWEEN '2026-01-01' AND '2026-01-09'": 9,
		"SELECT count(*) FROM import_files WHERE import_id = '" + i.ID + "'": 0, "SELECT count(*) FROM import_faults WHERE import_id = '" + i.ID + "'": 0,
		"SELECT count(*) FROM history WHERE action = 'orders.placed' AND changes LIKE '%shop.csv%'": 1,
	} {
		var got int64
		if err := s.r.Raw(query).Row().Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d, want %d (%v)", query, got, want, err)
		}
	}
	if again := uploads(t, s, owner, event, content); again.State != ImportFaulty || again.Faults != MaxImportRows {
		t.Errorf("the same file again: %s with %d faults", again.State, again.Faults)
	} else if got := faultsOf(t, s, owner, again.ID); len(got) != MaxImportFaults || got[0] != "2 order import.fault.imported" {
		t.Error(len(got), got[0])
	}
}
