// Package forms reads what people enter and checks its shape: one file a form, listing
// only what that person may set. Rules that need rows live in models and come back as
// faults that name a field. It holds no wording; faults carry catalogue keys.
package forms

import (
	"errors"

	"coulisse/i18n"
	"coulisse/models"
)

// Error is what is wrong with one field, or with the whole form when Field is empty.
// Key is a catalogue key and Args its placeholders.
type Error struct {
	Field, Key string
	Args       []any // name, value, name, value ...
}

// Text is the error in the reader's language.
func (e Error) Text(l *i18n.Locale) string { return l.T(e.Key, e.Args...) }

// Errors are the errors of a form in the order in which they were found, at most one a
// field.
type Errors []Error

// At finds the error of a field; nil when it has none.
func (e Errors) At(field string) *Error {
	for i := range e {
		if e[i].Field == field {
			return &e[i]
		}
	}
	return nil
}

// Add notes an error. A field keeps its first one: what comes after it is mostly its
// consequence, and two sentences at one field help nobody.
func (e *Errors) Add(field, key string, args ...any) {
	if field != "" && e.At(field) != nil {
		return
	}
	*e = append(*e, Error{Field: field, Key: key, Args: args})
}

// Err is the errors as a program hears of them; nil for none.
func (e Errors) Err() error {
	var faults models.Faults
	for _, one := range e {
		faults = append(faults, models.Fault(one.Field, one.Key, one.Args...))
	}
	return faults.Err()
}

// FromFault turns what a store method found wrong with the input into errors of the
// form; ok is false for any other error, which is not the form's to show.
func FromFault(err error) (errs Errors, ok bool) {
	var faults models.Faults
	var one *models.Error
	switch {
	case errors.As(err, &faults):
	case errors.As(err, &one):
		faults = models.Faults{one}
	}
	for _, f := range faults {
		if f.Code != models.Invalid {
			return nil, false
		}
		errs.Add(f.Field, f.Key, f.Args...)
	}
	return errs, len(errs) > 0
}
