package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"coulisse/config"
)

// The exit codes.
const (
	succeeded = 0
	failed    = 1
	misused   = 2

	// Of sysexits.h, for a mail server that hands a mail over.
	unreadable = 65 // EX_DATAERR
	unknown    = 67 // EX_NOUSER
	later      = 75 // EX_TEMPFAIL: the mail server keeps the mail and comes back with it
	notAllowed = 77 // EX_NOPERM
)

// usageError is a wrong use of the binary.
type usageError string

func (e usageError) Error() string { return string(e) }

// exitError is a failure with an exit code of its own.
type exitError struct {
	code int
	error
}

func (e exitError) Unwrap() error { return e.error }

// misuse is the error of a command that was called in a wrong way.
func misuse(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// report says on stderr what went wrong, in one line; faults of the settings take one
// line each after it.
func (c *call) report(err error) int {
	if err != nil && c.json {
		slog.New(slog.NewJSONHandler(c.stderr, nil)).Error("coulisse ends", "cause", strings.Join(strings.Fields(err.Error()), " "))
		return failed
	}
	var usage usageError
	var faults config.Faults
	var own exitError
	switch {
	case err == nil:
		return succeeded
	case errors.As(err, &usage):
		fmt.Fprintf(c.stderr, "coulisse: %v (see coulisse help)\n", err)
		return misused
	case errors.As(err, &own):
		fmt.Fprintf(c.stderr, "coulisse: %s\n", strings.Join(strings.Fields(err.Error()), " "))
		return own.code
	case errors.As(err, &faults):
		fmt.Fprintf(c.stderr, "coulisse: these settings cannot be used:\n%v\n", faults)
	default:
		fmt.Fprintf(c.stderr, "coulisse: %s\n", strings.Join(strings.Fields(err.Error()), " "))
	}
	return failed
}
