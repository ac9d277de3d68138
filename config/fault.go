package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with the settings. It never quotes a value that may be secret.
type Fault struct {
	Source string // the file's name or the environment variable; empty for a default
	Line   int    // in the file; 0 when none is known
	Key    string // dotted; empty when the fault is of the file as a whole
	Text   string
}

// String is the fault in one line: "config.yaml:12: mail.port: …".
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Source)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	for _, s := range []string{f.Key, f.Text} {
		if b.Len() > 0 && s != "" {
			b.WriteString(": ")
		}
		b.WriteString(s)
	}
	return b.String()
}

// Faults are all the faults of the settings: the file's by line, then the
// environment's, then those of keys that stand nowhere.
type Faults []Fault

// Error has one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sort() {
	group := func(f Fault) int {
		switch {
		case f.Line > 0:
			return 0
		case f.Source != "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(group(a), group(b)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Source, b.Source))
	})
}

// place is where the value of a key comes from.
type place struct {
	source string
	line   int
}

// report collects faults; a key keeps its first, because a value that cannot be read
// need not be checked as well.
type report struct {
	places map[string]place
	faults Faults
}

func (r *report) add(key, format string, args ...any) {
	r.blame([]string{key}, format, args...)
}

// blame is add for a fault between several keys: it is reported under the first, and its
// place is where the first of them that stands anywhere stands.
func (r *report) blame(keys []string, format string, args ...any) {
	if slices.ContainsFunc(r.faults, func(f Fault) bool { return f.Key == keys[0] }) {
		return
	}
	var at place
	for _, key := range keys {
		if at == (place{}) {
			at = r.places[key]
		}
	}
	r.faults = append(r.faults, Fault{Source: at.source, Line: at.line, Key: keys[0], Text: fmt.Sprintf(format, args...)})
}

func (r *report) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	r.faults.sort()
	return r.faults
}
