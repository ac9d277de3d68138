package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// oldestSQLite is the first version without the fault in the write-ahead log that can lose
// committed changes (3.51.3).
const oldestSQLite = 3051003

// busyTimeout is how long a statement waits for another process, in milliseconds.
const busyTimeout = 5000

// openSQLite opens the database, and holds it for as long as the store is open. Processes that
// start at once follow one another: goose has no lock for SQLite, and the change to write-ahead
// logging does not wait.
func (s *Store) openSQLite(ctx context.Context, o Options) error {
	if o.Upkeep == Leaves {
		if err := present(o.Path); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return fmt.Errorf("cannot create the folder of the database: %w", err)
	}
	next, err := alone(o.Path)
	if err != nil {
		return fmt.Errorf("cannot use the database %s: %w", o.Path, err)
	}
	defer next()
	use, err := s.hold(o)
	if err != nil {
		return err
	}
	if err := s.openHeld(ctx, o, use); err != nil {
		_ = use.Close()
		return err
	}
	release := s.release
	s.release = func() { release(); _ = use.Close() }
	return nil
}

// present refuses a command that creates no database where there is none.
func present(path string) error {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s: no such file or directory; only coulisse serve, init, demo, "+
			"migrate and restore make one. Give the --config FILE and the COULISSE_ variables that the console runs with", path)
	}
	return err
}

// hold tells others that the database is in use, or that nobody else may use it.
func (s *Store) hold(o Options) (*os.File, error) {
	how := syscall.LOCK_SH
	if o.sole {
		how = restoring
	}
	use, err := lockedFile(o.Path+".use", how)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, fmt.Errorf("the database %s is in use: stop the console first", o.Path)
	case err != nil:
		return nil, fmt.Errorf("cannot use the database %s: %w", o.Path, err)
	}
	return use, nil
}

// openHeld makes the file fit, opens the connections, and takes the keys.
func (s *Store) openHeld(ctx context.Context, o Options, use *os.File) error {
	if err := s.prepareFile(ctx, o, use); err != nil {
		return fmt.Errorf("cannot use the database %s: %w", o.Path, reworded(err))
	}
	if err := s.openPools(ctx, o.Path); err != nil {
		return fmt.Errorf("cannot use the database %s: %w", o.Path, reworded(err))
	}
	err := s.takeKeys(ctx, o)
	if err == nil && o.Upkeep != Leaves {
		if err = s.tryWrite(ctx, busyTimeout); err != nil {
			err = fmt.Errorf("cannot use the database %s: %w", o.Path, reworded(err))
		}
	}
	if err != nil {
		s.release()
	}
	return err
}

// openPools opens the writer and the readers of a file that fits. The writer keeps 16 MiB of pages,
// so that many rows at once do not go to the file and back.
func (s *Store) openPools(ctx context.Context, path string) error {
	writer, err := pool(path, "mode=rw&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-16000", 1)
	if err != nil {
		return err
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
	if err == nil {
		err = writer.PingContext(ctx) // before the first reader: the log must be there
	}
	if err != nil {
		s.release()
	}
	return err
}

// prepareFile creates the file, makes it and what SQLite keeps beside it its owner's alone, checks
// SQLite's version, and migrates.
func (s *Store) prepareFile(ctx context.Context, o Options, use *os.File) error {
	if err := createPrivate(o.Path); err != nil {
		return err
	}
	s.makePrivate(o.Path)
	db, err := pool(o.Path, "mode=rw&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate", 1)
	if err != nil {
		return err
	}
	err = recentSQLite(ctx, db)
	if err == nil {
		err = s.asFits(ctx, db, o, use)
	}
	return errors.Join(err, db.Close())
}

// recentSQLite refuses a version of SQLite that can lose committed changes.
func recentSQLite(ctx context.Context, db *sql.DB) error {
	var words string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&words); err != nil {
		return err
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(words, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return err
	}
	if major*1_000_000+minor*1_000+patch < oldestSQLite {
		return fmt.Errorf("SQLite %s can lose committed changes; 3.51.3 or later is needed", words)
	}
	return nil
}

// pool opens connections with foreign keys on, a busy time-out of 5 s and the given options. Each
// keeps its latest 200 statements prepared: GORM's own cache has no bound, keeps what was first
// met inside a transaction for that transaction alone, and costs a third more.
func pool(path, options string, connections int) (*sql.DB, error) {
	options += "&_busy_timeout=" + strconv.Itoa(busyTimeout) + "&_foreign_keys=on&_stmt_cache_size=200"
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options}
	db := sql.OpenDB(address(u.String()))
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
