package models

import (
	"context"

	"gorm.io/gorm"
)

// Together runs work on a store whose changes, by whatever methods, stand or fall together: they
// are one transaction, which ctx ends too. That store reads what it has written, and nobody else
// does before the end. The first error of a change fails everything, even when work goes on
// after it. It is for one goroutine.
func (s *Store) Together(ctx context.Context, work func(*Store) error) error {
	var failed error
	mailed := false
	err := s.w.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		inside := *s
		// Without savepoints: SQLite would keep one for each change until the end.
		inside.w = db.Session(&gorm.Session{DisableNestedTransaction: true})
		inside.r, inside.failed, inside.wake = inside.w, &failed, func() { mailed = true }
		if err := work(&inside); err != nil {
			return err
		}
		return failed
	})
	if err == nil && mailed {
		s.wake()
	}
	return AsError(err)
}
