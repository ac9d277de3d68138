package models

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/i18n"
	"coulisse/models/text"
	"coulisse/sheet"
)

// Bounds of an import.
const (
	MaxImportRows   = 50_000 // below the headings
	MaxImportFaults = 10_000 // kept of one import; more are counted
	maxFaultValue   = 100    // characters of what stood in a cell
	previewed       = 20     // orders
)

// ImportFault is one thing wrong in an uploaded file.
type ImportFault struct {
	ImportID string
	Seq      int
	Line     int    // row as a spreadsheet counts, the headings being 1; 0 for the whole file
	Field    string // one of ImportColumns; "" for the whole row
	Key      string
	Args     string
	Value    string // what stood there, cut
}

// importReader reads a file into orders, against what the event sells at this moment.
type importReader struct {
	Import
	db       *gorm.DB
	event    Event
	org      Organisation
	offered  []OfferedType
	types    map[string]OfferedType // by folded name
	locale   *i18n.Locale
	now      time.Time
	today    string
	lines    int
	orders   []BulkOrder
	days     []string       // of the orders; "" for today
	times    []time.Time    // of the orders; zero for none
	at       map[string]int // where an order is, by its folded number
	counts   []int          // tickets of the orders
	faults   []ImportFault
	faulty   int // faults, those that are not kept included
	scanner  *importScanner
	progress func(rows int)
}

// importFile reads an import's file as it would be imported now. What is wrong with it is in
// the result; an error is one of ours. progress hears now and then how many rows are read.
func (s *Store) importFile(db *gorm.DB, i Import, progress func(int)) (*importReader, error) {
	r := &importReader{Import: i, db: db, progress: progress, locale: i18n.Must(i.Locale), types: map[string]OfferedType{}, at: map[string]int{}}
	var content []byte
	err := errors.Join(
		db.Raw("SELECT content FROM import_files WHERE import_id = ?", i.ID).Row().Scan(&content),
		db.Raw("SELECT * FROM organisations WHERE id = ?", i.OrganisationID).Scan(&r.org).Error)
	if err != nil {
		return nil, err
	}
	e, err := s.event(db, i.OrganisationID, i.EventID)
	if err != nil {
		return nil, err
	}
	r.event, r.now = *e, s.Now()
	r.today = day(r.now, r.org.TimeZone)
	if r.offered, err = offered(db, i.OrganisationID, i.EventID); err != nil {
		return nil, err
	}
	for _, tt := range r.offered {
		r.types[tt.NameKey] = tt
	}
	if r.scanner, err = scanImport(content); err != nil {
		return nil, err
	}
	return r, r.readAll()
}

// fault notes what is wrong; beyond MaxImportFaults it only counts those of rows.
func (r *importReader) fault(line int, column, value, key string, args ...any) {
	if r.faulty++; line > 0 && len(r.faults) >= MaxImportFaults {
		return
	}
	if args == nil {
		args = []any{}
	}
	r.faults = append(r.faults, ImportFault{ImportID: r.ID, Line: line, Field: column, Key: key, Args: asJSON(args), Value: cut(value, maxFaultValue)})
}

// numbered is a row that was cut into cells.
type numbered struct {
	row   int
	cells map[string]string
}

// readAll reads the rows, some hundreds at a time, because each time the database is asked
// which of their orders are there already.
func (r *importReader) readAll() error {
	if r.event.State != EventPublished {
		r.fault(0, "", "", "order.event_"+r.event.State, "name", r.event.Name)
	}
	for more := true; more; {
		var batch []numbered
		batch, more = r.batch()
		imported, err := r.imported(batch)
		if err != nil {
			return err
		}
		for _, b := range batch {
			r.take(b, imported)
		}
		r.progress(r.lines)
	}
	if r.lines == 0 {
		r.fault(0, "", "", "import.fault.no_rows")
	}
	r.checkQuotas()
	slices.SortStableFunc(r.faults, func(a, b ImportFault) int { return a.Line - b.Line })
	for i := range r.faults {
		r.faults[i].Seq = i + 1
	}
	return nil
}

// batch cuts the next rows into cells; more is false at the end of the file.
func (r *importReader) batch() (batch []numbered, more bool) {
	for len(batch) < bulkRows {
		cells, row, err := r.scanner.next()
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			r.lines++
			r.fault(row, "", "", "import.fault.quotes")
			continue
		case errors.Is(err, errLongRow):
			r.fault(row+1, "", "", "import.fault.row_too_long", "max", maxRowBytes>>10, "cells", maxRowCells)
			return batch, false
		case err != nil:
			return batch, false
		case strings.TrimSpace(strings.Join(cells, "")) == "":
			continue
		}
		if r.lines++; r.lines > MaxImportRows {
			r.lines--
			r.fault(0, "", "", "import.fault.too_many_rows", "max", MaxImportRows)
			return batch, false
		}
		batch = append(batch, numbered{row, r.named(row, cells)})
	}
	return batch, true
}

// named is a row by its columns. A cell beyond the headings is a fault: a decimal comma that
// was not quoted has moved the others.
func (r *importReader) named(row int, cells []string) map[string]string {
	by := map[string]string{}
	for i, cell := range cells {
		cell = strings.TrimSpace(sheet.Plain(cell))
		if i < len(r.scanner.columns) {
			by[r.scanner.columns[i]] = cell
		} else if cell != "" {
			r.fault(row, "", cell, "import.fault.too_many_cells")
			return nil
		}
	}
	return by
}

// imported finds the orders of a batch that were imported for this event before.
func (r *importReader) imported(batch []numbered) (map[string]bool, error) {
	var asked, found []string
	for _, b := range batch {
		if order := b.cells["order"]; order != "" {
			asked = append(asked, order)
		}
	}
	known := map[string]bool{}
	if len(asked) == 0 {
		return known, nil
	}
	err := r.db.Raw("SELECT shop_reference FROM orders WHERE event_id = ? AND channel = '"+ChannelImport+"' AND shop_reference <> '' AND shop_reference IN ?", r.event.ID, asked).Scan(&found).Error
	for _, order := range found {
		known[shopKey(order)] = true
	}
	return known, err
}

// shopKey is a shop's order number as the database compares it.
func shopKey(order string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, order)
}

// take reads a row, and adds what it sells to its order.
func (r *importReader) take(b numbered, imported map[string]bool) {
	if b.cells == nil {
		return
	}
	row := &importRow{importReader: r, number: b.row, cells: b.cells, sound: true}
	l := row.read()
	if imported[shopKey(l.order)] {
		row.refuse("order", "import.fault.imported")
	}
	if l.order != "" && row.sound {
		row.add(l)
	}
}

// add adds a line to the order with its number, which must have been sold to the same buyer on
// the same day; an empty cell says nothing else than the row before.
func (r *importRow) add(l importLine) {
	key := shopKey(l.order)
	i, there := r.at[key]
	if !there {
		r.at[key] = len(r.orders)
		r.orders = append(r.orders, BulkOrder{ShopReference: l.order, Lines: []PaidLine{l.line}, Buyer: l.buyer})
		r.days, r.times, r.counts = append(r.days, l.day), append(r.times, l.at), append(r.counts, l.line.Count)
		return
	}
	o := &r.orders[i]
	r.agree("name", &o.Buyer.Name, l.buyer.Name)
	r.agree("email", &o.Buyer.Email, l.buyer.Email)
	r.agree("phone", &o.Buyer.Phone, l.buyer.Phone)
	r.agree("language", &o.Buyer.Locale, l.buyer.Locale)
	if r.agree("date", &r.days[i], l.day); r.times[i].IsZero() {
		r.times[i] = l.at
	}
	if r.counts[i] += l.line.Count; r.counts[i] > MaxTickets {
		r.refuse("count", "import.fault.too_many_tickets", "max", MaxTickets)
		r.counts[i] -= l.line.Count
		return
	}
	same := func(had PaidLine) bool { return had.Type == l.line.Type && had.Price == l.line.Price }
	if n := slices.IndexFunc(o.Lines, same); n >= 0 {
		o.Lines[n].Count += l.line.Count
	} else {
		o.Lines = append(o.Lines, l.line)
	}
}

// agree compares a cell with what stood in the first row of its order.
func (r *importRow) agree(column string, first *string, now string) {
	switch {
	case now == "":
	case *first == "":
		*first = now
	case text.Fold(*first) != text.Fold(now):
		r.refuse(column, "import.fault.disagrees", "first", cut(*first, maxFaultValue))
	}
}
