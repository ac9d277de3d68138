package models

import (
	"context"
	"path/filepath"
	"syscall"
	"time"
)

// Condition is how an installation fares, for whoever looks after the machine.
type Condition struct {
	Engine   string // the database's, with its version
	Founded  bool   // somebody has set it up
	Backup   time.Time
	Mails    []MailState
	Sessions int
}

// MailState is how many mails are in one state of the outbox for one reason.
type MailState struct {
	State  string
	Reason string // of the last try; "" for none
	Count  int
	Oldest time.Time // when the first of them was queued
	Latest time.Time // when the last of them was
}

// Waiting tells whether the mails have not left yet.
func (m MailState) Waiting() bool { return m.State == mailQueued || m.State == mailSending }

// Failed tells whether the mails were given up.
func (m MailState) Failed() bool { return m.State == mailFailed }

// Condition reads it.
func (s *Store) Condition(ctx context.Context, limits Limits) (st Condition, err error) {
	db := s.read(ctx)
	var version string
	if err := db.Raw("SELECT sqlite_version()").Scan(&version).Error; err != nil {
		return st, err
	}
	st.Engine = "SQLite " + version
	if st.Founded, err = s.Founded(ctx); err != nil {
		return st, err
	}
	if st.Mails, err = s.mailStates(ctx); err != nil {
		return st, err
	}
	f, err := s.Figures(ctx, limits)
	st.Backup, st.Sessions = f.Backup, f.Sessions
	return st, err
}

func (s *Store) mailStates(ctx context.Context) (states []MailState, err error) {
	var rows []struct {
		State, Failure string
		CreatedAt      time.Time
	}
	err = s.read(ctx).Table("mails").Select("state, failure, created_at").Where("state <> ?", mailCancelled).Order("state, failure, created_at").Find(&rows).Error
	for _, r := range rows {
		if n := len(states); n == 0 || states[n-1].State != r.State || states[n-1].Reason != r.Failure {
			states = append(states, MailState{State: r.State, Reason: r.Failure, Oldest: r.CreatedAt})
		}
		last := &states[len(states)-1]
		last.Count, last.Latest = last.Count+1, r.CreatedAt
	}
	return states, err
}

// Sizes are what a database takes of its disk, in bytes.
type Sizes struct{ Database, Log, Free int64 }

// SizesOf measures the files of the database at path.
func SizesOf(path string) Sizes {
	s := Sizes{Database: sizeOf(path), Log: sizeOf(path + "-wal")}
	var disk syscall.Statfs_t
	if syscall.Statfs(filepath.Dir(path), &disk) == nil {
		s.Free = int64(disk.Bavail) * disk.Bsize
	}
	return s
}

// Sizes measures the store's own.
func (s *Store) Sizes() Sizes { return SizesOf(s.path) }

// SchemaAt reads the number of the schema of the database at path, and which this program works with.
func SchemaAt(ctx context.Context, path string) (number, newest int64, err error) {
	newest = newestSchema()
	db, err := pool(path, "mode=ro", 1)
	if err != nil {
		return 0, newest, err
	}
	defer db.Close()
	number, err = schema(ctx, db)
	return number, newest, reworded(err)
}
