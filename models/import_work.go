package models

import (
	"context"
	"errors"

	"coulisse/access"
)

// importAttempts is how often a step is begun before it is given up: whatever ends the program
// each time must not do so for ever.
const importAttempts = 5

// WorkOnImport does one piece of work on the import that has waited the longest, checks its file
// or imports it, and tells whether there was one. Whatever ends it half-way leaves nothing
// behind: the same piece is found again.
func (s *Store) WorkOnImport(ctx context.Context) (found bool, err error) {
	var i Import
	err = s.read(ctx).Raw("SELECT * FROM imports WHERE state IN ('" + ImportWaiting + "', '" + ImportConfirmed + "') ORDER BY changed_at, id LIMIT 1").Scan(&i).Error
	if err != nil || i.ID == "" {
		return false, err
	}
	begun := s.write(ctx, func(t *tx) error {
		return one(t.Exec("UPDATE imports SET attempts = attempts + 1 WHERE id = ? AND state = ?", i.ID, i.State), errAgain)
	})
	switch {
	case errors.Is(begun, errAgain): // discarded just now
		return true, nil
	case begun != nil:
		return false, begun
	case i.Attempts >= importAttempts:
		return true, s.giveUpImport(ctx, i, Fail(Conflict, "import.reason.internal"))
	case i.State == ImportWaiting:
		err = s.checkImport(ctx, i)
	default:
		err = s.placeImport(ctx, i)
	}
	if errors.Is(err, errAgain) {
		err = nil
	}
	return err == nil, err
}

// checkImport reads the file, outside of any transaction, and keeps what came of it.
func (s *Store) checkImport(ctx context.Context, i Import) error {
	p, ends := s.begins(i.ID, i.Lines)
	defer ends()
	r, err := s.importFile(s.read(ctx), i, func(rows int) { p.done.Store(int64(rows)) })
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.Exec("DELETE FROM import_faults WHERE import_id = ?", i.ID).Error; err != nil {
			return err
		}
		if len(r.faults) > 0 {
			if err := t.CreateInBatches(r.faults, bulkRows).Error; err != nil {
				return err
			}
		}
		if err := t.Exec("UPDATE import_files SET preview = ? WHERE import_id = ?", asJSON(r.preview()), i.ID).Error; err != nil {
			return err
		}
		return t.keepCounts(r)
	})
}

// keepCounts keeps the counts of a file that was read.
func (t *tx) keepCounts(r *importReader) error {
	state, c := ImportChecked, r.count()
	if r.faulty > 0 {
		state, c = ImportFaulty, importCount{sums: []ImportSum{}}
	}
	return one(t.Exec(`UPDATE imports SET state = ?, lines = ?, orders = ?, tickets = ?, total = ?, unreachable = ?, faults = ?, sums = ?, ignored = ?, attempts = 0, changed_at = ?
		WHERE id = ? AND state = ?`, state, r.lines, c.orders, c.tickets, c.total, c.unreachable, r.faulty, asJSON(c.sums), asJSON(r.headings()), t.now, r.ID, ImportWaiting), errAgain)
}

// placeImport places the orders of a confirmed import, all of them or none, with the rights that
// who confirmed it has at that moment. Why it cannot be done is kept for people to read.
func (s *Store) placeImport(ctx context.Context, i Import) error {
	p, ends := s.begins(i.ID, i.Orders)
	defer ends()
	err := s.writeWithin(ctx, longPatience, func(t *tx) error {
		a, err := t.confirmer(i)
		if err != nil {
			return err
		}
		r, err := s.importFile(t.DB, i, func(int) {})
		switch {
		case err != nil:
			return err
		case r.event.State != EventPublished:
			return Fail(Conflict, "order.event_"+r.event.State, "name", r.event.Name)
		case r.faulty > 0:
			return Fail(Conflict, "import.reason.faults")
		case asJSON(r.count().sums) != i.Sums:
			return Fail(Conflict, "import.reason.changed")
		}
		if err := t.placeMany(a, r.bulk(), func(orders int) { p.done.Store(int64(orders)) }); err != nil {
			return err
		}
		return t.endImport(i, ImportDone)
	})
	var refused *Error
	if errors.As(err, &refused) && refused.Code != Busy {
		return s.giveUpImport(ctx, i, refused)
	}
	return err
}

// confirmer is who confirmed an import, with today's rights.
func (t *tx) confirmer(i Import) (access.Actor, error) {
	p, err := t.store.person(t.DB, i.OrganisationID, i.ConfirmedBy)
	if err != nil && CodeOf(err) != NotFound {
		return access.Actor{}, err
	}
	if err == nil && p.Status == Active {
		if a := (told{Person: *p}).actor(); a.Can(access.Customers, access.Edit) && a.Sees(i.EventID) {
			return a, nil
		}
	}
	return access.Actor{}, Fail(Forbidden, "import.reason.rights", "name", i.ConfirmedName)
}

// giveUpImport keeps why an import failed. The file stays, so that it can be checked once more.
func (s *Store) giveUpImport(ctx context.Context, i Import, why *Error) error {
	return s.write(ctx, func(t *tx) error {
		return one(t.Exec("UPDATE imports SET state = ?, reason = ?, reason_args = ?, attempts = 0, changed_at = ? WHERE id = ? AND state = ?",
			ImportFailed, why.Key, asJSON(append([]any{}, why.Args...)), t.now, i.ID, i.State), errAgain)
	})
}
