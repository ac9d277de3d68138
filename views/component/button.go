// Package component holds the parts that pages are made of: fields, buttons, tables,
// status, ladders, rights in words. Each takes plain data, reads language, time zone and
// addresses from the frame in the context, and never asks a database.
package component

import (
	"maps"
	"slices"
)

// Button kinds, for the kind parameter of the buttons.
const (
	Plain   = ""       // outlined
	Primary = "cta"    // light blue: the one thing that a page is for
	Quiet   = "quiet"  // text only
	Danger  = "danger" // what cannot be taken back
)

func names(fields map[string]string) []string { return slices.Sorted(maps.Keys(fields)) }
