package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// migrationBackups is how many backups from before a migration are kept beside a database.
const migrationBackups = 3

// beforeMigration begins the end of their names.
const beforeMigration = ".schema-"

// keepBefore keeps a sound copy of a database beside it before it is migrated, and the latest few
// of those from before.
func keepBefore(ctx context.Context, path string, schema int64, now time.Time) (kept string, err error) {
	work, err := workshop(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "coulisse.db")
	if err := snapshot(ctx, path, file); err != nil {
		return "", err
	}
	copied, err := pool(file, "mode=ro&immutable=1", 1)
	if err != nil {
		return "", err
	}
	db, err := gormOn(copied)
	if err == nil {
		err = sound(db.WithContext(ctx))
	}
	if err = errors.Join(err, copied.Close()); err != nil {
		return "", err
	}
	ownAsFolder(file)
	if err := durable(file); err != nil {
		return "", err
	}
	kept = fmt.Sprintf("%s%s%05d-%s", path, beforeMigration, schema, now.UTC().Format("20060102T150405.000Z"))
	if err := errors.Join(name(file, kept), durable(filepath.Dir(path))); err != nil {
		return "", err
	}
	return kept, forget(path)
}

// forget deletes all but the latest backups from before a migration.
func forget(path string) error {
	files := namedLike(path + beforeMigration)
	slices.SortFunc(files, func(a, b string) int { return lastChanged(b).Compare(lastChanged(a)) })
	for _, file := range files[min(migrationBackups, len(files)):] {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// namedLike lists the files whose names begin like this.
func namedLike(start string) (files []string) {
	entries, _ := os.ReadDir(filepath.Dir(start))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(start)) {
			files = append(files, filepath.Join(filepath.Dir(start), e.Name()))
		}
	}
	return files
}

func lastChanged(file string) time.Time {
	info, err := os.Stat(file)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
