package models

import (
	"context"
	"errors"
	"os"

	"gorm.io/gorm"
)

// tidyWait is how long a tidying waits for readers, in milliseconds; writers wait as long.
const tidyWait = 100

// Tidy puts a write-ahead log away that a long reader has made large, when nobody reads in it any
// more. Call it now and then: SQLite itself does so only with the next change.
func (s *Store) Tidy(ctx context.Context) error {
	if s.logSize() <= logKept {
		return nil
	}
	return s.w.WithContext(ctx).Connection(func(db *gorm.DB) error {
		err := waitFor(db, tidyWait)
		if err == nil { // whether somebody still reads is no error; the next look will do
			err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error
		}
		return errors.Join(err, waitFor(db, busyTimeout))
	})
}

// logSize is the size of the write-ahead log, in bytes.
func (s *Store) logSize() int64 { return sizeOf(s.path + "-wal") }

func sizeOf(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}
