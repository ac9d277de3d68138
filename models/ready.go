package models

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Times of the look whether the database can be used.
const (
	probeLasts = 5 * time.Second // what was found, before it is looked again
	probeWait  = 2 * time.Second // for our own writer
	probeBusy  = 1000            // ms, for another process
)

// probe is the last look whether the database can be used.
type probe struct {
	lasts time.Duration

	mu    sync.Mutex
	found error
	at    time.Time // by the monotonic clock; zero before the first
}

// writeProbe is the row that is written to see whether rows can be written.
type writeProbe struct {
	ID      int
	TriedAt time.Time
}

// Ready tells whether the database can be read and written; what it found holds for five seconds.
func (s *Store) Ready(ctx context.Context) error {
	p := s.probe
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at.IsZero() || time.Since(p.at) >= p.lasts {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeWait)
		defer cancel()
		p.found, p.at = s.look(limited), time.Now()
	}
	return p.found
}

// look reads and writes. A writer that is at work all the time is no fault of the database.
func (s *Store) look(ctx context.Context) error {
	var n int64
	if err := s.read(ctx).Table("organisations").Where("id = ''").Count(&n).Error; err != nil {
		return err
	}
	if err := s.tryWrite(ctx, probeBusy); !errors.Is(err, errWriterBusy) {
		return err
	}
	return nil
}

var errWriterBusy = errors.New("the only connection that writes is at work")

// tryWrite writes a row, and waits so many milliseconds for another process.
func (s *Store) tryWrite(ctx context.Context, patience int) error {
	begun := false
	err := s.w.WithContext(ctx).Connection(func(db *gorm.DB) (err error) {
		begun = true
		db = db.WithContext(context.WithoutCancel(ctx))
		if err := waitFor(db, patience); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, waitFor(db, busyTimeout)) }()
		return db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&writeProbe{ID: 1, TriedAt: s.Now()}).Error
	})
	if !begun && ctx.Err() != nil {
		return errWriterBusy
	}
	return err
}

// waitFor sets how long statements of a connection wait for another process, in milliseconds.
func waitFor(db *gorm.DB, patience int) error {
	return db.Exec("PRAGMA busy_timeout = " + strconv.Itoa(patience)).Error
}
