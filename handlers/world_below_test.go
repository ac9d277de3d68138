package handlers_test

import "strings"

// named is a caller by name.
func (w *world) named(name string) *caller {
	w.t.Helper()
	for _, c := range w.who {
		if c.name == name {
			return c
		}
	}
	w.t.Fatalf("the world has no caller %q", name)
	return nil
}

// below is the second part of an address of the desk, "" for any other address.
func below(path string) string {
	rest, ok := strings.CutPrefix(path, "/support/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}
