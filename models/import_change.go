package models

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"coulisse/access"
)

// Bounds of what waits.
const (
	openImports = 20                 // of an organisation at once
	importLife  = 7 * 24 * time.Hour // of a file that nobody has imported
	maxFileName = 120                // characters
)

// Upload is a file of orders as it was sent.
type Upload struct {
	Event   string // id
	Name    string // of the file
	Locale  string // tag of the language by which amounts and dates are read
	Content []byte
}

// StartImport keeps an uploaded file and has it checked. Invalid at event for one that the actor
// does not see or that is not on sale, at file for what is no list of orders. It asks for
// customers: edit.
func (s *Store) StartImport(ctx context.Context, a access.Actor, u Upload) (id string, err error) {
	content, err := readable(u.Content)
	if err != nil {
		return "", err
	}
	if _, err := scanImport(content); err != nil {
		return "", err
	}
	err = s.changeImport(ctx, a, func(t *tx, a access.Actor) error {
		if err := t.once(); err != nil {
			return err
		}
		e, err := t.importable(a, u.Event)
		if err != nil {
			return err
		}
		i := Import{ID: NewID(), OrganisationID: a.Organisation, EventID: e.ID, FileName: fileName(u.Name), Locale: u.Locale, State: ImportWaiting, UserName: a.Name,
			Lines: rows(content), Sums: "[]", Ignored: "[]", ReasonArgs: "[]", CreatedAt: t.now, ChangedAt: t.now}
		if err := t.Create(&i).Error; err != nil {
			return err
		}
		id = i.ID
		if err := t.Exec("INSERT INTO import_files (import_id, content) VALUES (?, ?)", i.ID, content).Error; err != nil {
			return err
		}
		return t.recordImport(a, ListedImport{Import: i, EventName: e.Name}, "import.uploaded")
	})
	return id, err
}

// importable reads an event on sale within the actor's scope, while there is room for another
// file.
func (t *tx) importable(a access.Actor, event string) (*Event, error) {
	e, err := t.onSale(a, event)
	var refused *Error
	switch {
	case CodeOf(err) == NotFound:
		return nil, Fault("event", "form.not_a_choice")
	case errors.As(err, &refused):
		return nil, Fault("event", refused.Key, refused.Args...)
	case err != nil:
		return nil, err
	}
	var open int
	if err := t.Raw("SELECT count(*) FROM imports i JOIN import_files f ON f.import_id = i.id WHERE i.organisation_id = ?", a.Organisation).Row().Scan(&open); err != nil {
		return nil, err
	}
	if open >= openImports {
		return nil, Fault("file", "import.too_many", "max", openImports)
	}
	return e, nil
}

// fileName is the name of a file as it can be shown: the last part of a path, on one line.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "")))
	return firstOf(cut(name, maxFileName), "orders.csv")
}

// ConfirmImport has a checked import imported; with mail, buyers are sent their tickets.
// Conflict when it is not checked, or not any more.
func (s *Store) ConfirmImport(ctx context.Context, a access.Actor, id string, mail bool) error {
	return s.changeImport(ctx, a, func(t *tx, a access.Actor) error {
		i, err := importOf(t.DB, a, id)
		if err != nil {
			return err
		}
		confirmed := t.Exec("UPDATE imports SET state = ?, confirmed_by = ?, confirmed_name = ?, mail = ?, attempts = 0, changed_at = ? WHERE id = ? AND state = ?",
			ImportConfirmed, a.Membership, a.Name, mail, t.now, id, ImportChecked)
		if err := one(confirmed, Fail(Conflict, "import.already."+i.State)); err != nil {
			return err
		}
		return t.recordImport(a, *i, "import.confirmed", Change{Field: "orders", New: strconv.Itoa(i.Orders)}, Change{Field: "mail_tickets", New: yes(mail)})
	})
}

// RecheckImport has the file of an import that was refused checked once more.
func (s *Store) RecheckImport(ctx context.Context, a access.Actor, id string) error {
	return s.changeImport(ctx, a, func(t *tx, a access.Actor) error {
		i, err := importOf(t.DB, a, id)
		if err != nil {
			return err
		}
		again := t.Exec("UPDATE imports SET state = ?, faults = 0, reason = '', reason_args = '[]', attempts = 0, changed_at = ? WHERE id = ? AND state IN ?",
			ImportWaiting, t.now, id, []string{ImportFaulty, ImportFailed})
		if err := one(again, i.Recheckable()); err != nil {
			return err
		}
		return t.recordImport(a, *i, "import.rechecked")
	})
}

// DiscardImport throws an import away that has not been confirmed, with its file.
func (s *Store) DiscardImport(ctx context.Context, a access.Actor, id string) error {
	return s.changeImport(ctx, a, func(t *tx, a access.Actor) error {
		i, err := importOf(t.DB, a, id)
		if err != nil {
			return err
		}
		if err := i.Discardable(); err != nil {
			return err
		}
		if err := t.endImport(i.Import, ImportDiscarded); err != nil {
			return err
		}
		return t.recordImport(a, *i, "import.discarded")
	})
}

// changeImport changes an import in a transaction, with the rights that the actor has then, and
// wakes the worker.
func (s *Store) changeImport(ctx context.Context, a access.Actor, change func(*tx, access.Actor) error) error {
	err := s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err == nil && !a.Can(access.Customers, access.Edit) {
			err = Fail(Forbidden, "error.forbidden")
		}
		if err != nil {
			return err
		}
		return change(t, a)
	})
	if err == nil {
		s.started()
	}
	return err
}

// endImport brings an import to its end: the file goes, and what stood in it.
func (t *tx) endImport(i Import, state string) error {
	ended := t.Exec("UPDATE imports SET state = ?, changed_at = ? WHERE id = ? AND state = ?", state, t.now, i.ID, i.State)
	if err := one(ended, errAgain); err != nil {
		return err
	}
	return t.forgetImport(i.ID)
}

// forgetImport deletes a file and what was found in it.
func (t *tx) forgetImport(id string) error {
	for _, table := range []string{"import_files", "import_faults"} {
		if err := t.Exec("DELETE FROM "+table+" WHERE import_id = ?", id).Error; err != nil {
			return err
		}
	}
	return nil
}

// SweepImports discards what nobody has imported within seven days.
func (s *Store) SweepImports(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		var old []Import
		err := t.Raw("SELECT i.* FROM imports i JOIN import_files f ON f.import_id = i.id WHERE i.state <> ? AND i.created_at < ?", ImportConfirmed, t.now.Add(-importLife)).Scan(&old).Error
		for _, i := range old {
			if err == nil {
				err = t.endImport(i, ImportDiscarded)
			}
		}
		return err
	})
}

// recordImport tells the history of an import as of its event.
func (t *tx) recordImport(a access.Actor, i ListedImport, action string, changes ...Change) error {
	return t.record(Entry{Actor: a, Action: action, Kind: TargetEvent, Target: i.EventID, Name: i.EventName, Event: i.EventID,
		Changes: append([]Change{{Field: "file", New: i.FileName}}, changes...)})
}
