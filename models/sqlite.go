package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	_ "github.com/mattn/go-sqlite3" // the driver, named sqlite3
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// oldestSQLite is the first version without the fault in the write-ahead log that can lose
// committed changes (3.51.3).
const oldestSQLite = 3051003

// openSQLite opens the database, and holds it for as long as the store is open.
func (s *Store) openSQLite(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("cannot create the folder of the database: %w", err)
	}
	unlock, err := using(path)
	if err != nil {
		return fmt.Errorf("cannot use the database %s: %w", path, err)
	}
	if err := s.openPools(ctx, path); err != nil {
		unlock()
		return err
	}
	release := s.release
	s.release = func() { release(); unlock() }
	return nil
}

// openPools opens the writer first, because a read-only open fails before the file exists.
// The writer keeps 16 MiB of pages, so that many rows at once do not go to the file and back.
func (s *Store) openPools(ctx context.Context, path string) error {
	writer, err := pool(path, "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-16000", 1)
	if err != nil {
		return fmt.Errorf("cannot open the database %s: %w", path, err)
	}
	if err := prepareFile(ctx, writer, path); err != nil {
		return errors.Join(fmt.Errorf("cannot use the database %s: %w", path, err), writer.Close())
	}
	readers, err := pool(path, "mode=ro", max(4, 2*runtime.NumCPU()))
	if err != nil {
		return errors.Join(err, writer.Close())
	}
	s.release = func() {
		_ = readers.Close()
		_, _ = writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		_ = writer.Close()
	}
	if s.w, err = gormOn(writer); err == nil {
		s.r, err = gormOn(readers)
	}
	if err != nil {
		s.release()
	}
	return err
}

// prepareFile checks SQLite's version and that the file can be written, and migrates. Two
// processes that start at once are kept apart by a lock on a file beside the database:
// goose has none for SQLite, and the change to write-ahead logging does not wait.
func prepareFile(ctx context.Context, writer *sql.DB, path string) error {
	unlock, err := alone(path)
	if err != nil {
		return err
	}
	defer unlock()
	var version int
	var words string
	if err := writer.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&words); err != nil {
		return err
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(words, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return err
	}
	if version = major*1_000_000 + minor*1_000 + patch; version < oldestSQLite {
		return fmt.Errorf("SQLite %s can lose committed changes; 3.51.3 or later is needed", words)
	}
	return migrate(ctx, writer)
}

// pool opens connections with foreign keys on, a busy time-out of 5 s and the given options. Each
// keeps its latest 200 statements prepared: GORM's own cache has no bound, keeps what was first
// met inside a transaction for that transaction alone, and costs a third more.
func pool(path, options string, connections int) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options + "&_busy_timeout=5000&_foreign_keys=on&_stmt_cache_size=200"}
	db, err := sql.Open("sqlite3", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func gormOn(db *sql.DB) (*gorm.DB, error) {
	return gorm.Open(sqlite.New(sqlite.Config{DriverName: "sqlite3", Conn: db}), &gorm.Config{
		TranslateError:       true,
		DisableAutomaticPing: true,
		Logger:               logger.Discard, // errors are logged once, by the caller, without the values
	})
}
