package models

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"coulisse/access"
)

// ShownImport is an import with all that its page tells.
type ShownImport struct {
	ListedImport
	Sold     []SoldImport
	Headings []string // of columns that are not read
	Preview  []ImportOrder
	Why      *Error // why it failed
	Done, Of int    // how far the work on it is: rows while it is checked, then orders
}

// SoldImport is what an import sells of a type, with the seats that the type's quota has left
// now, and those that it will have left when all of the import is sold.
type SoldImport struct {
	ImportSum
	Left, Then int
	Gone       bool // the type is no longer there
}

// ShownImport reads an import as Import does, and what belongs to it.
func (s *Store) ShownImport(ctx context.Context, a access.Actor, id string) (*ShownImport, error) {
	found, err := s.Import(ctx, a, id)
	if err != nil {
		return nil, err
	}
	shown := &ShownImport{ListedImport: *found}
	if shown.Done, shown.Of = s.importProgress(found.ID); shown.Of == 0 {
		shown.Of = found.Lines
	}
	if err := json.Unmarshal([]byte(found.Ignored), &shown.Headings); err != nil {
		return nil, err
	}
	if found.Reason != "" {
		args, err := argsIn(found.ReasonArgs)
		if err != nil {
			return nil, err
		}
		shown.Why = Fail(Conflict, found.Reason, args...)
	}
	if shown.Sold, err = s.soldByImport(ctx, found.Import); err != nil || found.State != ImportChecked {
		return shown, err
	}
	var text string
	if err := s.read(ctx).Raw("SELECT preview FROM import_files WHERE import_id = ?", id).Scan(&text).Error; err != nil || text == "" {
		return shown, err
	}
	return shown, json.Unmarshal([]byte(text), &shown.Preview)
}

// soldByImport sets the quotas as they stand now beside what an import sells.
func (s *Store) soldByImport(ctx context.Context, i Import) (list []SoldImport, err error) {
	var sums []ImportSum
	if err := json.Unmarshal([]byte(i.Sums), &sums); err != nil || len(sums) == 0 {
		return nil, err
	}
	types, err := offered(s.read(ctx), i.OrganisationID, i.EventID)
	if err != nil {
		return nil, err
	}
	known, drawn := map[string]OfferedType{}, map[string]int{}
	for _, tt := range types {
		known[tt.ID] = tt
	}
	for _, sum := range sums {
		drawn[known[sum.Type].Root()] += sum.Tickets
	}
	for _, sum := range sums {
		tt, there := known[sum.Type]
		list = append(list, SoldImport{ImportSum: sum, Left: tt.Left, Then: tt.Left - drawn[tt.Root()], Gone: !there})
	}
	return list, nil
}

// progress is how far the work on an import is.
type progress struct{ done, of atomic.Int64 }

// importProgress says how far the work on an import is; zeros when nobody works on it.
func (s *Store) importProgress(id string) (done, of int) {
	if p, ok := s.working.Load(id); ok {
		p := p.(*progress)
		return int(p.done.Load()), int(p.of.Load())
	}
	return 0, 0
}

// begins keeps the progress of an import until ends is called.
func (s *Store) begins(id string, of int) (p *progress, ends func()) {
	p = &progress{}
	p.of.Store(int64(of))
	s.working.Store(id, p)
	return p, func() { s.working.Delete(id) }
}
