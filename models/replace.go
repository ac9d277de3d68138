package models

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// companions are the files that SQLite keeps beside a database while it is open, or was not
// closed. They belong to it, and beside another database they would destroy that.
var companions = []string{"-wal", "-shm", "-journal"}

// replace puts file in the place of the database at path, and returns the dated name under
// which the former one, with its companions, is kept; "" when there was none. Nobody may
// have either open. Where a file can have two names, there is a database at path at every
// moment.
func replace(path, file string, now time.Time) (kept string, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", errors.Join(moveCompanions(path, path+until(now)), os.Rename(file, path), durable(filepath.Dir(path)))
	}
	kept = path + until(now)
	if err := name(path, kept); err != nil {
		return "", fmt.Errorf("the former database cannot be kept as %s: %w", kept, cause(err))
	}
	err = moveCompanions(path, kept)
	if err == nil {
		err = os.Rename(file, path)
	}
	if err != nil {
		return "", errors.Join(err, takeBack(path, kept))
	}
	return kept, durable(filepath.Dir(path))
}

// until is what the name of a former database ends with.
func until(now time.Time) string { return formerly + now.UTC().Format("20060102T150405Z") }

// formerly begins it.
const formerly = ".until-"

func moveCompanions(from, to string) error {
	for _, suffix := range companions {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// takeBack undoes what replace has done to the former database.
func takeBack(path, kept string) error {
	err := moveCompanions(kept, path)
	if _, missing := os.Lstat(path); missing != nil {
		return errors.Join(err, os.Rename(kept, path))
	}
	return errors.Join(err, os.Remove(kept)) // its second name
}
