package models

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// inGo are the migrations that SQL cannot do.
var inGo = []*goose.Migration{findOrders}

// migrate brings the schema up to date, forward only. It refuses one that a later version of
// the program has made: what stands in there, this one would misread.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithGoMigrations(inGo...))
	if err != nil {
		return err
	}
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if err := known(schema); err != nil {
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
	for _, m := range inGo {
		newest = max(newest, m.Version)
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
