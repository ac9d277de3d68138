package models

import (
	"context"

	"gorm.io/gorm"
)

// Together runs work on a store whose changes, by whatever methods, stand or fall together: they
// are one transaction, which ends when ctx does, or where that has no deadline, after the store's
// patience, with Busy. That store reads what it has written, and nobody else does before the end. The
// first error of a change fails everything, even when work goes on after it. It is for one goroutine.
func (s *Store) Together(ctx context.Context, work func(*Store) error) error {
	return s.together(ctx, false, work)
}

// Each is Together for changes that are made each on its own merits: one that is refused leaves nothing
// of itself, and work may go on. An error that is not for people to mend fails everything.
func (s *Store) Each(ctx context.Context, work func(*Store) error) error {
	return s.together(ctx, true, work)
}

func (s *Store) together(ctx context.Context, apart bool, work func(*Store) error) error {
	var failed error
	mailed := false
	within, cancel := ctx, func() {}
	if _, bound := ctx.Deadline(); !bound {
		within, cancel = context.WithTimeout(ctx, s.patience)
	}
	defer cancel()
	err := s.w.WithContext(within).Transaction(func(db *gorm.DB) error {
		inside := *s
		// Without savepoints: SQLite would keep one for each change until the end.
		inside.w = db.Session(&gorm.Session{DisableNestedTransaction: true})
		inside.r, inside.failed, inside.apart, inside.wake = inside.w, &failed, apart, func() { mailed = true }
		if err := work(&inside); err != nil {
			return err
		}
		return failed
	})
	if err == nil && mailed {
		s.wake()
	}
	return inTime(err, within)
}

// separately runs a change so that it leaves nothing when it is refused among others that stand.
func (s *Store) separately(db *gorm.DB, change func() error) error {
	if !s.apart {
		return change()
	}
	if err := db.Exec("SAVEPOINT change").Error; err != nil {
		return err
	}
	err := change()
	switch {
	case err == nil:
		return db.Exec("RELEASE SAVEPOINT change").Error
	case CodeOf(err) == "":
		return err
	}
	if undone := db.Exec("ROLLBACK TO SAVEPOINT change; RELEASE SAVEPOINT change").Error; undone != nil {
		return undone
	}
	return err
}
