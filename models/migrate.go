package models

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// Upkeep is what Open may do to a database before it is used.
type Upkeep int

// What Open may do: only the console and the migrate command migrate (so that a command of a newer
// program never changes a database under an older console).
const (
	Migrates Upkeep = iota // creates it when it is missing, and brings its schema up to date
	Creates                // creates it when it is missing
	Leaves                 // neither
)

// Migrated is what Open has done to the schema of a database that was there.
type Migrated struct {
	From, To int64  // numbers of the schemas
	Backup   string // the database as it was before
}

// schema reads the number of the last migration that was applied; 0 for an empty database.
func schema(ctx context.Context, db *sql.DB) (number int64, err error) {
	var tables, ours int
	const look = "SELECT count(*), count(*) FILTER (WHERE name = 'goose_db_version') FROM sqlite_schema WHERE type = 'table'"
	err = db.QueryRowContext(ctx, look).Scan(&tables, &ours)
	switch {
	case err != nil || tables == 0:
		return 0, err
	case ours == 0:
		return 0, errNotOurs
	}
	const last = "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied"
	err = db.QueryRowContext(ctx, last).Scan(&number)
	return number, err
}

// asFits brings the schema to the newest, forward only, or refuses another one, as the upkeep says.
// It never takes one that a later version of the program has made: what stands in there, this one
// would misread.
func (s *Store) asFits(ctx context.Context, db *sql.DB, o Options, use *os.File) error {
	from, err := schema(ctx, db)
	if err != nil {
		return err
	}
	if err := known(from); err != nil {
		return err
	}
	newest := newestSchema()
	switch {
	case from == newest:
		return nil
	case o.Upkeep == Leaves || o.Upkeep == Creates && from > 0:
		return fmt.Errorf("it is of another version of Coulisse (schema %d, this program works with %d): "+
			"coulisse migrate, or the start of the console, brings it up to date", from, newest)
	case from == 0 || o.unkept:
		return up(ctx, db, s.log)
	}
	return solely(ctx, use, func() error {
		s.migrated = &Migrated{From: from, To: newest}
		if s.migrated.Backup, err = keepBefore(ctx, o.Path, from, s.Now()); err != nil {
			return fmt.Errorf("it is not migrated, because no backup can be kept beside it before: %w", err)
		}
		s.log.Info("the database is brought up to date", "from", from, "to", newest, "backup", s.migrated.Backup)
		return up(ctx, db, s.log)
	})
}

func up(ctx context.Context, db *sql.DB, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithSlog(log))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

// newestSchema is the number of the last migration that this binary knows.
func newestSchema() (newest int64) {
	names, err := fs.Glob(migrations, "migrations/sqlite/*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	for _, name := range names {
		if n, err := goose.NumericComponent(name); err == nil {
			newest = max(newest, n)
		}
	}
	return newest
}

// known refuses the number of a schema that is later than those of this binary.
func known(schema int64) error {
	if newest := newestSchema(); schema > newest {
		return fmt.Errorf("it is of a later version of Coulisse: its schema is number %d, and this program knows no more than %d", schema, newest)
	}
	return nil
}
