package access

import (
	"maps"
	"slices"
)

// Levels holds a level for each section; a section that is missing stands at None.
type Levels map[Section]Level

// At returns the level in a section.
func (l Levels) At(s Section) Level { return l[s] }

// Equal compares section by section, a missing one counting as None.
func (l Levels) Equal(o Levels) bool {
	for _, a := range areas {
		if l[a.Section] != o[a.Section] {
			return false
		}
	}
	return true
}

// Clone returns a copy that can be changed without touching l.
func (l Levels) Clone() Levels {
	if l == nil {
		return Levels{}
	}
	return maps.Clone(l)
}

// OnlyAtDoor tells whether somebody works at a door and nowhere else: they control access,
// and perhaps sell there.
func (l Levels) OnlyAtDoor() bool {
	for section, level := range l {
		if level > None && section != AccessControl && section != DoorSales {
			return false
		}
	}
	return l[AccessControl] > None
}

// Everything is every section at its highest rung.
func Everything() Levels {
	l := Levels{}
	for _, a := range areas {
		l[a.Section] = a.Top()
	}
	return l
}

// everywhere is the same rung in every section.
func everywhere(level Level) Levels {
	l := Levels{}
	for _, a := range areas {
		l[a.Section] = level
	}
	return l
}

// Scope bounds the sections that are about events: all of them, future ones
// included, or chosen ones.
type Scope struct {
	All    bool
	Events []string // ids, when All is false
}

// Contains tells whether an event lies within the scope.
func (s Scope) Contains(event string) bool { return s.All || slices.Contains(s.Events, event) }

// Within tells whether s reaches no event that o does not reach.
func (s Scope) Within(o Scope) bool {
	if o.All {
		return true
	}
	if s.All {
		return false
	}
	for _, e := range s.Events {
		if !o.Contains(e) {
			return false
		}
	}
	return true
}

// Equal tells whether both reach the same events; order does not matter.
func (s Scope) Equal(o Scope) bool {
	return s.All == o.All && (s.All || s.Within(o) && o.Within(s))
}

// Validity holds the first and the last day of access, as YYYY-MM-DD in the
// organisation's time zone; an empty side is open (SE9).
type Validity struct{ From, Until string }

// Started tells whether the first day has come.
func (v Validity) Started(today string) bool { return v.From == "" || v.From <= today }

// Ended tells whether the last day is over.
func (v Validity) Ended(today string) bool { return v.Until != "" && v.Until < today }

// Contains tells whether access holds on a day.
func (v Validity) Contains(today string) bool { return v.Started(today) && !v.Ended(today) }

// Outlasts tells whether v goes on after o has ended.
func (v Validity) Outlasts(o Validity) bool {
	return o.Until != "" && (v.Until == "" || v.Until > o.Until)
}

// Grant is all that a membership may do: levels, for which events, on which days.
type Grant struct {
	Levels   Levels
	Scope    Scope
	Validity Validity
}

// Excess is one way in which a grant goes beyond another: a Section whose level is
// higher, or the scope, or the last day.
type Excess struct {
	Section Section // for a level
	Held    Level   // what the other grant holds there
	Scope   bool
	Until   bool
}

// Beyond lists in which ways g goes beyond held, in the order of the form; an empty
// list means that g lies within it.
func (g Grant) Beyond(held Grant) (over []Excess) {
	for _, a := range areas {
		if g.Levels[a.Section] > held.Levels[a.Section] {
			over = append(over, Excess{Section: a.Section, Held: held.Levels[a.Section]})
		}
	}
	if !g.Scope.Within(held.Scope) {
		over = append(over, Excess{Scope: true})
	}
	if g.Validity.Outlasts(held.Validity) {
		over = append(over, Excess{Until: true})
	}
	return over
}

// Equal tells whether both grants give the same rights.
func (g Grant) Equal(o Grant) bool {
	return g.Levels.Equal(o.Levels) && g.Scope.Equal(o.Scope) && g.Validity == o.Validity
}

// Cap lowers g to what lies within held (rule of delegation 7). When no chosen event
// is left, the levels of the sections about events fall to None.
func (g Grant) Cap(held Grant) Grant {
	out := Grant{Levels: Levels{}, Scope: g.Scope, Validity: g.Validity}
	for _, a := range areas {
		if l := min(g.Levels[a.Section], held.Levels[a.Section]); l > None {
			out.Levels[a.Section] = l
		}
	}
	if !g.Scope.Within(held.Scope) {
		out.Scope = Scope{}
		for _, e := range held.Scope.Events {
			if g.Scope.Contains(e) {
				out.Scope.Events = append(out.Scope.Events, e)
			}
		}
		if len(out.Scope.Events) == 0 {
			for _, a := range areas {
				if a.Scoped {
					delete(out.Levels, a.Section)
				}
			}
		}
	}
	if g.Validity.Outlasts(held.Validity) {
		out.Validity.Until = held.Validity.Until
	}
	return out
}
