package models

import (
	"context"
	"path/filepath"
	"syscall"
	"time"

	"gorm.io/gorm"
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

// mostReasons is of how many reasons the outbox is told, those with the most mails first.
const mostReasons = 20

func (s *Store) mailStates(ctx context.Context) (states []MailState, err error) {
	db := s.read(ctx)
	err = db.Table("mails").Select("state, failure AS reason, count(*) AS count").Where("state <> ?", mailCancelled).
		Group("state, failure").Order("count DESC, state, failure").Limit(mostReasons).Scan(&states).Error
	if err != nil {
		return nil, err
	}
	for i := range states {
		m := &states[i]
		of := func() *gorm.DB {
			return db.Table("mails").Where("state = ? AND failure = ?", m.State, m.Reason).Limit(1)
		}
		var first, last struct{ CreatedAt time.Time }
		if err := of().Order("created_at").Take(&first).Error; err != nil {
			return nil, err
		}
		if err := of().Order("created_at DESC").Take(&last).Error; err != nil {
			return nil, err
		}
		m.Oldest, m.Latest = first.CreatedAt, last.CreatedAt
	}
	return states, nil
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
