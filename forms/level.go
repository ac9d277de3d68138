package forms

import (
	"maps"
	"net/url"
	"strings"

	"coulisse/access"
)

// Levels are the rungs that a form holds, by section, as they were sent: also when they mean
// nothing.
type Levels map[access.Section]string

// levelsFrom writes stored levels into a form.
func levelsFrom(stored access.Levels) Levels {
	levels := Levels{}
	for _, a := range access.Areas() {
		levels[a.Section] = stored.At(a.Section).String()
	}
	return levels
}

// read takes the fields level.<section> over the levels that the form started from; one that
// was not sent, because the page showed it without controls, stays as it is.
func (l Levels) read(v *Values) Levels {
	levels := maps.Clone(l)
	for _, a := range access.Areas() {
		if field := "level." + string(a.Section); v.Has(field) {
			levels[a.Section] = v.Line(field, maxID)
		}
	}
	return levels
}

// unknownSections finds levels for sections that are not registered.
func unknownSections(body url.Values) (errs Errors) {
	for field := range body {
		if key, ok := strings.CutPrefix(field, "level."); ok {
			if _, known := access.Lookup(key); !known {
				errs.Add("level", "user.unknown_section")
			}
		}
	}
	return errs
}

// check refuses levels that do not exist, and rungs that a section does not have.
func (l Levels) check(errs *Errors) {
	for _, a := range access.Areas() {
		if level, ok := access.ParseLevel(l[a.Section]); !ok || !a.Has(level) {
			errs.Add("level."+string(a.Section), "user.unknown_level")
		}
	}
}

// rights are the levels as the rules know them; call it on levels that check passed.
func (l Levels) rights() access.Levels {
	rights := access.Levels{}
	for section, name := range l {
		if level, _ := access.ParseLevel(name); level > access.None {
			rights[section] = level
		}
	}
	return rights
}

// step carries out <section>:+ or <section>:- (CC3). A rung above highest, which the editor
// may not grant, is not taken.
func (l Levels) step(step string, highest func(access.Area) access.Level) {
	key, way, ok := strings.Cut(step, ":")
	area, known := access.Lookup(key)
	if !ok || !known {
		return
	}
	level, _ := access.ParseLevel(l[area.Section])
	if next := area.Step(level, way == "+"); next < level || next <= highest(area) {
		l[area.Section] = next.String()
	}
}
