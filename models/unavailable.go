package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// How long a change may take, its wait for other changes included, also one whose client has hung up.
// What is not done by then is given up whole, as Busy.
const (
	patience     = 30 * time.Second
	longPatience = 15 * time.Minute // of what nobody waits for at a page: an import
)

// busyAfter is in how many seconds it is worth trying again.
const busyAfter = 5

// busy is Busy for a cause that the log should tell of.
func busy(cause error) error {
	return &Error{Code: Busy, Key: "error.busy.text", After: busyAfter, cause: cause}
}

// AsError turns GORM's errors into ours; the only place that knows them. An error of the driver stays as
// it is, see Unavailable.
func AsError(err error) error {
	if CodeOf(err) == "" && errors.Is(err, gorm.ErrRecordNotFound) {
		return missing()
	}
	return err
}

// inTime is the error of a change that had to end by the deadline of within: Busy where that has passed.
func inTime(err error, within context.Context) error {
	if err != nil && CodeOf(err) == "" && errors.Is(within.Err(), context.DeadlineExceeded) {
		return busy(err)
	}
	return AsError(err)
}

// state is what SQLite says of the database and not of us.
type state struct {
	words string // for whoever looks after it
	key   string // what people are told, who may try again; "" where it is not over in a while
	after int    // seconds
}

// states are those that SQLite tells of, by its codes.
var states = map[sqlite3.ErrNo]state{
	sqlite3.ErrBusy:     {"another process has locked the database", "error.database_busy", 2},
	sqlite3.ErrLocked:   {"another process has locked the database", "error.database_busy", 2},
	sqlite3.ErrFull:     {"the disk of the database is full", "error.database_closed", 30},
	sqlite3.ErrReadonly: {notWritable, "error.database_closed", 30},
	sqlite3.ErrPerm:     {notWritable, "error.database_closed", 30},
	sqlite3.ErrCantOpen: {notOpened, "error.database_closed", 30},
	sqlite3.ErrIoErr:    {notTaken, "error.database_closed", 30},
	sqlite3.ErrCorrupt:  {words: "the database file is damaged"},
	sqlite3.ErrNotADB:   {words: "the database file is damaged"},
}

const (
	notWritable = "the database file, or its folder, cannot be written: look at their owner and mode"
	notOpened   = "the database file cannot be opened, or nothing can be made beside it: " +
		"look at the owner and mode of both"
	notTaken = "the disk refuses what is written to the database: it may be full, over a quota, or broken"
)

// stateOf is the state that an error tells of; the zero one for any other error.
func stateOf(err error) state {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return state{}
	}
	return states[e.Code]
}

// Unavailable is what people are told of an error that is the database's state and not ours, and
// that is over in a while or once somebody has mended it: Busy, with After; nil for any other.
func Unavailable(err error) *Error {
	s := stateOf(err)
	if s.key == "" {
		return nil
	}
	return &Error{Code: Busy, Key: s.key, After: s.after}
}

// Trouble says in plain words what is wrong with the database, for whoever looks after it.
func Trouble(err error) string { return cmp.Or(stateOf(err).words, "the database does not answer") }

// reworded is an error of SQLite with what it means before it.
func reworded(err error) error {
	if words := stateOf(err).words; words != "" {
		return fmt.Errorf("%s (%w)", words, err)
	}
	return err
}
