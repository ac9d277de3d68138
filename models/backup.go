package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteBackup copies the database at path into the new file target, as it is at one moment,
// while others go on using it. The copy is checked and on the disk before it gets its name;
// on failure nothing is left. It neither creates nor migrates the database.
func WriteBackup(ctx context.Context, path, target string) (*Copy, error) {
	for _, file := range []string{target, keysBeside(target)} {
		if _, err := os.Lstat(file); err == nil {
			return nil, nameTaken(file)
		}
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("there is no database at %s: %w", path, cause(err))
	}
	unlock, err := using(path)
	if err != nil {
		return nil, fmt.Errorf("cannot use the database %s: %w", path, err)
	}
	defer unlock()
	c, err := writeBackup(ctx, path, target)
	if errors.Is(err, fs.ErrExist) {
		return nil, nameTaken(target)
	}
	if err != nil {
		return nil, fmt.Errorf("there is no backup %s: %w", target, err)
	}
	return c, nil
}

func nameTaken(target string) error {
	return fmt.Errorf("%s is there already, and a backup replaces nothing; choose another name", target)
}

func writeBackup(ctx context.Context, path, target string) (*Copy, error) {
	folder := filepath.Dir(target)
	work, err := workshop(folder)
	if err != nil {
		return nil, fmt.Errorf("nothing can be written into %s: %w", folder, cause(err))
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "coulisse.db")
	if err := snapshot(ctx, path, file); err != nil {
		return nil, fmt.Errorf("copying failed: %w", err)
	}
	c, err := inspect(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("the copy is of no use: %w", err)
	}
	if err := durable(file); err != nil {
		return nil, fmt.Errorf("it cannot be kept: %w", cause(err))
	}
	if err := name(file, target); err != nil {
		return nil, fmt.Errorf("it cannot be named: %w", cause(err))
	}
	if err := durable(folder); err != nil {
		return nil, errors.Join(fmt.Errorf("its name cannot be kept: %w", cause(err)), os.Remove(target))
	}
	return c, nil
}

// snapshot writes the database at path, as one read transaction sees it, into a new file for
// the owner's eyes alone. VACUUM INTO and not SQLite's backup interface, because that copies
// free pages too: what was deleted or wiped would live on in every backup.
func snapshot(ctx context.Context, path, file string) error {
	empty, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := empty.Close(); err != nil {
		return err
	}
	// Not mode=ro: who closes the database last has to put the write-ahead log away.
	db, err := pool(path, "mode=rw", 1)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", file)
	return errors.Join(err, db.Close())
}
