package models

import (
	"context"
	"errors"
	"time"

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
