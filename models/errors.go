package models

import "errors"

// Code is the kind of an error that a person can do something about.
type Code string

// The codes, and the HTTP status that handlers/errors.go answers with.
const (
	Invalid     Code = "invalid"      // 422: the input; Field says where
	NotFound    Code = "not_found"    // 404: no such row, or one of another organisation or out of scope
	Conflict    Code = "conflict"     // 409: somebody else was faster
	Forbidden   Code = "forbidden"    // 403: inside one's organisation, lacking the right
	Gone        Code = "gone"         // 410: the link was spent, withdrawn or is too old
	RateLimited Code = "rate_limited" // 429: too many tries
	Busy        Code = "busy"         // 503: try again in a moment

	Unauthorized Code = "unauthorized" // 401: no token, or one that does not count
	Malformed    Code = "malformed"    // 400: what a program sent cannot be read
)

// Error is the one error type that crosses packages. Key is a catalogue key and Args its
// placeholders; Field names the form field, if there is one. Anything else is internal.
type Error struct {
	Code  Code
	Field string
	Key   string
	Args  []any // name, value, name, value ...
	After int   // seconds until it is worth trying again, for RateLimited and Busy

	cause error // of the database, for the log; nil for most
}

// Unwrap is what the database said, where that is why.
func (e *Error) Unwrap() error { return e.cause }

func (e *Error) Error() string {
	if e.Field != "" {
		return string(e.Code) + ": " + e.Field + ": " + e.Key
	}
	return string(e.Code) + ": " + e.Key
}

// Fail makes an error of a code with a catalogue key and its placeholders.
func Fail(code Code, key string, args ...any) *Error { return &Error{Code: code, Key: key, Args: args} }

// Fault makes an Invalid error at a form field.
func Fault(field, key string, args ...any) *Error {
	return &Error{Code: Invalid, Field: field, Key: key, Args: args}
}

// CodeOf tells the code of an error, and "" for an internal one or none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Faults are several Invalid errors at once, in the order of the form.
type Faults []*Error

func (f Faults) Error() string { return f[0].Error() }

// Unwrap lets errors.As find the first fault.
func (f Faults) Unwrap() error { return f[0] }

// Err is nil for an empty list.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// missing is what a store method returns for a row that is not there or not the actor's.
func missing() error { return Fail(NotFound, "error.not_found") }
