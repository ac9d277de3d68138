// Package models owns everything that is kept: the tables, the transactions, the rules
// that need rows, and the checks that must hold when two requests come at once. Every
// method on owned rows takes the actor and puts organisation and event scope in the
// WHERE, so that a foreign row is not found. It knows nothing of HTTP or of pages.
package models

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm"
)

// Store is the database of one installation. Writes go through one connection whose
// transactions are immediate; reads through a pool that cannot write.
type Store struct {
	// Now is the clock, in UTC.
	Now func() time.Time

	path     string // of the file
	w, r     *gorm.DB
	keys     Keys
	log      *slog.Logger
	patience time.Duration // of changes, see patience
	release  func()
	wake     func()
	started  func()    // see OnImport
	working  *sync.Map // *progress by the id of an import
	probe    *probe    // see Ready
	migrated *Migrated // see Migrated
	lost     *KeysLost // what Open went on without
	failed   *error    // of changes that stand or fall together, the first
	apart    bool      // of those, one that is refused fails alone, see Each
}

// Options says where the database is and what the store works with.
type Options struct {
	Path     string // of the SQLite file
	Upkeep   Upkeep
	KeysFile string           // where the keys are; "" when they are in Keys
	Keys     Keys             // none for work that needs none
	NewKeys  bool             // go on without the keys that the database was used with
	Now      func() time.Time // nil for the wall clock
	Log      *slog.Logger     // nil for none

	Patience time.Duration // with a change, 0 for thirty seconds

	madeKeys bool // Keys were made just now, because there was no file
	sole     bool // nobody else may have the database open
	unkept   bool // it is a copy: no backup is kept before it is migrated
}

// Open opens the database; creates it when it is missing, and applies the migrations, as far as
// o.Upkeep says. The error is a *KeysLost with other keys than the database was used with.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	clock := o.Now
	s := &Store{path: o.Path, log: o.Log, patience: cmp.Or(o.Patience, patience), probe: &probe{lasts: probeLasts}, wake: func() {}, started: func() {}, working: &sync.Map{}}
	s.Now = func() time.Time { return clock().UTC().Truncate(time.Millisecond) }
	if err := s.openSQLite(ctx, o); err != nil {
		return nil, err
	}
	return s, nil
}

// Migrated tells what Open has done to the schema; nil when it was up to date or the database new.
func (s *Store) Migrated() *Migrated { return s.migrated }

// Close closes the readers first and the writer last, so that the file ends without a
// write-ahead log beside it.
func (s *Store) Close() error {
	s.release()
	return nil
}

// OnMail sets what is called after a transaction that put a mail into the outbox. Set it
// before the first request.
func (s *Store) OnMail(wake func()) { s.wake = wake }

// OnImport sets what is called when there is something to do for WorkOnImport. Set it before the
// first request.
func (s *Store) OnImport(wake func()) { s.started = wake }

// tx is one transaction on the writer: the change, its history entries and its mails
// stand or fall together. Inside it only this handle may be used.
type tx struct {
	*gorm.DB
	store  *Store
	ctx    context.Context
	now    time.Time
	mailed bool

	locales map[string]string // of organisations, as they were read; see sortKey
}

// write runs one transaction. It ends when ctx does, and after the store's patience at the latest, with
// Busy: whatever calls it has a deadline.
func (s *Store) write(ctx context.Context, change func(*tx) error) error {
	return s.writeWithin(ctx, s.patience, change)
}

// writeWithin is write for a change that may take longer.
func (s *Store) writeWithin(ctx context.Context, most time.Duration, change func(*tx) error) error {
	var mailed bool
	within, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := s.w.WithContext(within).Transaction(func(db *gorm.DB) error {
		t := &tx{DB: db, store: s, ctx: within, now: s.Now()}
		defer func() { mailed = t.mailed }()
		return s.separately(db, func() error { return change(t) })
	})
	if err != nil && s.failed != nil && *s.failed == nil && !(s.apart && CodeOf(err) != "") {
		*s.failed = err
	}
	if err == nil && mailed {
		s.wake()
	}
	return inTime(err, within)
}

// read is the handle for queries outside a transaction.
func (s *Store) read(ctx context.Context) *gorm.DB { return s.r.WithContext(ctx) }

// one asserts that a guarded UPDATE or DELETE met exactly its row, and answers with
// otherwise when it met none.
func one(result *gorm.DB, otherwise error) error {
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected != 1 {
		return otherwise
	}
	return nil
}
