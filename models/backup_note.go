package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// backupNoted is how long the database remembers a backup.
const backupNoted = 90 * 24 * time.Hour

// backupRow is a backup that was made.
type backupRow struct {
	ID      string
	MadeAt  time.Time
	File    string
	Bytes   int64
	Entries int
}

// TableName is the table's.
func (backupRow) TableName() string { return "backups" }

// NoteBackup has the database at path know that a backup was made of it, for whoever asks how old
// the last one is. One of an older version has no place for it.
func NoteBackup(ctx context.Context, path, file string, c *Copy) error {
	if c.Schema != newestSchema() {
		return nil
	}
	unlock, err := using(path)
	if err != nil {
		return err
	}
	defer unlock()
	connections, err := pool(path, "mode=rw&_txlock=immediate", 1)
	if err != nil {
		return err
	}
	db, err := gormOn(connections)
	if err == nil {
		err = db.WithContext(ctx).Transaction(func(t *gorm.DB) error { return noteBackup(t, file, c) })
	}
	return errors.Join(err, connections.Close())
}

func noteBackup(t *gorm.DB, file string, c *Copy) error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	if err := t.Where("made_at < ?", now.Add(-backupNoted)).Delete(&backupRow{}).Error; err != nil {
		return err
	}
	return t.Create(&backupRow{ID: NewID(), MadeAt: now, File: file, Bytes: c.Size, Entries: c.Entries}).Error
}

// lastBackup is when the last backup was made; zero when none is known.
func lastBackup(db *gorm.DB) (time.Time, error) {
	var last []backupRow
	err := db.Order("made_at DESC").Limit(1).Find(&last).Error
	if err != nil || len(last) == 0 {
		return time.Time{}, err
	}
	return last[0].MadeAt, nil
}
