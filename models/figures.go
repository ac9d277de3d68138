package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Figures are what whoever looks after the machine wants to know, without a person's name in
// it and for no one organisation.
type Figures struct {
	Waiting  int           // mails that have not left yet
	Oldest   time.Duration // since the one of them was queued that waits the longest
	Sessions int           // browsers that are signed in
	Backup   time.Time     // when the last backup was made; zero when none is known
}

// Figures counts them now.
func (s *Store) Figures(ctx context.Context, limits Limits) (f Figures, err error) {
	const waiting = " FROM mails WHERE state IN ('queued', 'sending')"
	var oldest struct{ CreatedAt time.Time }
	now, db := s.Now(), s.read(ctx)
	if err := db.Raw("SELECT count(*)" + waiting).Scan(&f.Waiting).Error; err != nil {
		return f, err
	}
	if err := db.Raw("SELECT created_at" + waiting + " ORDER BY created_at LIMIT 1").Scan(&oldest).Error; err != nil {
		return f, err
	}
	if !oldest.CreatedAt.IsZero() {
		f.Oldest = max(now.Sub(oldest.CreatedAt), 0)
	}
	if f.Backup, err = lastBackup(db); err != nil {
		return f, err
	}
	err = db.Raw("SELECT count(*) FROM sessions WHERE seen_at >= ? AND created_at >= ?", now.Add(-limits.Idle), now.Add(-limits.Absolute)).Scan(&f.Sessions).Error
	return f, err
}

// Pool is how one of the two sets of connections to the database fares.
type Pool struct {
	InUse, Idle int           // connections now
	Waits       int64         // for a connection, since the start
	Waited      time.Duration // in all
}

// Pools tells how the connections fare, by what they are for: write and read.
func (s *Store) Pools() map[string]Pool {
	return map[string]Pool{"write": poolOf(s.w), "read": poolOf(s.r)}
}

func poolOf(db *gorm.DB) (p Pool) {
	if connections, err := db.DB(); err == nil {
		s := connections.Stats()
		p = Pool{InUse: s.InUse, Idle: s.Idle, Waits: s.WaitCount, Waited: s.WaitDuration}
	}
	return p
}
