package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// Copy is what a file that holds a whole database says of itself.
type Copy struct {
	Size    int64  // bytes
	Schema  int64  // number of the last migration that was applied
	Entries int    // of the history
	Head    string // hash of the last entry, "" without any
	Keys    string // ids of the keys that it was used with, between spaces
}

var errNotOurs = errors.New("it is not a database of Coulisse")

// inspect checks a database that nobody has open: that it is one of ours, sound, with a whole
// history, and not of a later version than this binary. It leaves nothing beside the file.
func inspect(ctx context.Context, path string) (*Copy, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	pool, err := pool(path, "mode=ro&immutable=1", 1)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	db, err := gormOn(pool)
	if err != nil {
		return nil, unreadable(err)
	}
	c := &Copy{Size: info.Size()}
	db = db.WithContext(ctx)
	if err := c.belongs(db); err != nil {
		return nil, err
	}
	if err := sound(db); err != nil {
		return nil, err
	}
	if err := c.keyed(db); err != nil {
		return nil, err
	}
	c.Entries, c.Head, err = verifyHistory(db)
	return c, err
}

// keyed reads which keys the database knows, where its version has them know any.
func (c *Copy) keyed(db *gorm.DB) error {
	if !db.Migrator().HasTable(&installationKey{}) {
		return nil
	}
	ids, err := knownKeys(db)
	c.Keys = strings.Join(ids, " ")
	return err
}

// belongs tells whether the database is one that this binary can serve.
func (c *Copy) belongs(db *gorm.DB) error {
	var ours int
	err := db.Raw("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('goose_db_version', 'organisations', 'memberships', 'history')").Scan(&ours).Error
	if err != nil {
		return unreadable(err)
	}
	if ours != 4 {
		return errNotOurs
	}
	if err := db.Raw("SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&c.Schema).Error; err != nil {
		return err
	}
	return known(c.Schema)
}

// unreadable tells a damaged database from a file that never was one of ours.
func unreadable(err error) error {
	var refused sqlite3.Error
	if errors.As(err, &refused) && refused.Code == sqlite3.ErrCorrupt {
		return fmt.Errorf("it is damaged: %w", err)
	}
	return fmt.Errorf("%w: %w", errNotOurs, err)
}

// sound has SQLite check every page and index.
func sound(db *gorm.DB) error {
	var said string
	if err := db.Raw("PRAGMA integrity_check(1)").Scan(&said).Error; err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	if said != "ok" {
		return fmt.Errorf("it is damaged: %s", said)
	}
	return nil
}

// durable has the system write a file, or the names in a folder, to the disk.
func durable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// name gives a file a further name that nothing has yet; where the file system knows no
// second names, in place of the first.
func name(file, further string) error {
	err := os.Link(file, further)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(further); err == nil {
		return fs.ErrExist
	}
	return os.Rename(file, further)
}

// workshop is a new folder below another, for files that have no name yet.
func workshop(folder string) (path string, err error) {
	if folder, err = filepath.Abs(folder); err != nil {
		return "", err
	}
	return os.MkdirTemp(folder, ".coulisse-")
}

// cause is an error of the file system without the call and the name that it repeats.
func cause(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}
