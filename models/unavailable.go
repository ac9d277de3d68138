package models

import (
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// Unavailable is what people are told of an error that is the database's state and not ours, and
// that is over in a while or once somebody has mended it: Busy, with After; nil for any other.
func Unavailable(err error) *Error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return &Error{Code: Busy, Key: "error.database_busy", After: 2}
	case sqlite3.ErrFull, sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrIoErr:
		return &Error{Code: Busy, Key: "error.database_closed", After: 30}
	}
	return nil
}

// Trouble says in plain words what is wrong with the database, for whoever looks after it.
func Trouble(err error) string {
	if words := trouble(err); words != "" {
		return words
	}
	return "the database does not answer"
}

// trouble is "" for an error that is not about the state of the database.
func trouble(err error) string {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return "another process has locked the database"
	case sqlite3.ErrFull:
		return "the disk of the database is full"
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return "the database file, or its folder, cannot be written: look at their owner and mode"
	case sqlite3.ErrCantOpen:
		return "the database file cannot be opened, or nothing can be made beside it: look at the owner and mode of both"
	case sqlite3.ErrIoErr:
		return "the disk refuses what is written to the database: it may be full, over a quota, or broken"
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return "the database file is damaged"
	}
	return ""
}

// reworded is an error of SQLite with what it means before it.
func reworded(err error) error {
	if words := trouble(err); words != "" {
		return fmt.Errorf("%s (%w)", words, err)
	}
	return err
}
