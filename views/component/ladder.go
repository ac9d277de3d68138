package component

import (
	"github.com/a-h/templ"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
)

// Ladder is one section's row of − , rungs and + (CC3, SE7). The radio group is named
// level.<section>.
type Ladder struct {
	Area   access.Area
	Level  access.Level // where it stands
	Was    access.Level // what is stored, for the live summary of changes
	Role   access.Level // what the chosen role gives here
	Marked bool         // rows that differ from Role are marked; false when no role was chosen
	Top    access.Level // the highest rung that the editor may give
	Locked bool         // nothing can be changed here; the page says why
	// StepAction receives the submit buttons step=<section>:+ and <section>:- where no
	// script runs; without it the steps show only where one does.
	StepAction string
	// Stepped is the step whose button takes the focus after such a turn: "+", "-" or "".
	Stepped string
	Error   *forms.Error
}

func (r Ladder) field() string { return "level." + string(r.Area.Section) }

func (r Ladder) step(sign string) string { return string(r.Area.Section) + ":" + sign }

func (r Ladder) sentence(l access.Level) string { return r.field() + "-" + l.String() }

// stuck tells that a step leads nowhere: an end of the ladder, or above what may be given.
func (r Ladder) stuck(up bool) bool {
	to := r.Area.Step(r.Level, up)
	return r.Locked || to == r.Level || to > r.Top
}

func (r Ladder) differs() bool { return r.Marked && r.Level != r.Role }

func (r Ladder) capped() bool { return !r.Locked && r.Top < r.Area.Top() }

// why says that the editor's own level bounds what may be given (rule of delegation 1).
func (r Ladder) why(l *i18n.Locale) string {
	if r.Top == access.None {
		return l.T("ui.ladder.hold_none")
	}
	return l.T("ui.ladder.hold", "level", LevelName(l, r.Top))
}

// shared are the words that the script needs for every ladder, as data attributes.
func shared(l *i18n.Locale) templ.Attributes {
	words := templ.Attributes{}
	for _, level := range []access.Level{access.None, access.View, access.Edit, access.Approve} {
		words["data-"+level.String()] = LevelName(l, level)
	}
	return words
}
