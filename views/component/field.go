package component

import (
	"crypto/rand"
	"strings"

	"github.com/a-h/templ"

	"coulisse/forms"
	"coulisse/i18n"
)

// Field is a one-line entry with its label, hint and fault. Its id is its name, where several
// entries of a page do not share that.
type Field struct {
	ID                       string // the name when empty
	Name, Label, Hint, Value string
	Type                     string // text when empty; email, tel, date, password, search, datetime-local ...
	Autocomplete             string // off when empty
	Placeholder              string
	Max                      int    // characters; 0 for no limit
	Required                 bool   // marked with an asterisk; checked by the server
	Disabled                 bool   // the reason belongs into Hint
	Form                     string // id of the form that it is sent with, where it stands outside
	Error                    *forms.Error
	Was                      *string // the stored value, for the live summary of changes; nil leaves the field out of it
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) autocomplete() string {
	if f.Autocomplete == "" {
		return "off"
	}
	return f.Autocomplete
}

// Option is one choice of a drop-down, under the heading Group if that is set.
type Option struct{ Value, Label, Group string }

// Select is a drop-down with its label, hint and fault. Value says which option stands.
type Select struct {
	Name, Label, Hint, Value string
	Options                  []Option
	Required, Disabled       bool
	Error                    *forms.Error
	Was                      *string
}

// groups are the options as they follow each other under the same heading.
func (s Select) groups() (groups [][]Option) {
	for i, o := range s.Options {
		if i == 0 || o.Group != s.Options[i-1].Group {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], o)
	}
	return groups
}

// Choice is one check-box or radio button with its label and hint.
type Choice struct {
	Name, Value, Label, Hint string
	ID                       string // name-value when empty
	Checked, Disabled        bool
	Data                     templ.Attributes // further attributes, such as data-was
}

func (c Choice) id() string {
	if c.ID != "" {
		return c.ID
	}
	return c.Name + "-" + c.Value
}

// describedBy names the hint and the fault of a field for screen readers; "" for neither.
func describedBy(name, hint string, e *forms.Error) string {
	ids := ""
	if e != nil {
		ids = name + "-error"
	}
	if hint != "" {
		if ids != "" {
			ids += " "
		}
		ids += name + "-hint"
	}
	return ids
}

// Title is a page's title, announced as faulty when the form has errors.
func Title(l *i18n.Locale, title string, errs forms.Errors) string {
	if len(errs) == 0 {
		return title
	}
	return l.T("ui.error_title", "title", title)
}

// described are the attributes that tie a control to its hint and its fault.
func described(name, hint string, required bool, e *forms.Error) templ.Attributes {
	attrs := templ.Attributes{}
	if ids := describedBy(name, hint, e); ids != "" {
		attrs["aria-describedby"] = ids
	}
	if e != nil {
		attrs["aria-invalid"] = "true"
	}
	if required {
		attrs["aria-required"] = "true"
	}
	return attrs
}

// newAttempt is a name that nobody can guess: what a form was answered with is sealed with it.
func newAttempt() string { return rand.Text() }

// WithAttempt names the attempt of a form with a file in its address.
func WithAttempt(address string) string {
	sign := "?"
	if strings.Contains(address, "?") {
		sign = "&"
	}
	return address + sign + "attempt=" + newAttempt()
}

// unseen are the parameters that no page shows a field for: a summary cannot lead to them.
var unseen = []string{"version", "do", "target", "status", "when", "sort", "cursor", "scan", "at", "attempt"}
