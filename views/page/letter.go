package page

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// LetterFormPage hands in a signed letter, for a member or for the support desk.
type LetterFormPage struct {
	Organisation string
	Owner        string    // name
	Action       string    // where the form goes
	Most         i18n.Size // largest file
	Open         bool      // a letter is on its way already
	OpenID       string    // its id, for the support desk
	Own          *models.Letter
	Entry        forms.Letter
	Errors       forms.Errors
}

// letterKinds are what a letter may be, as browsers offer it.
const letterKinds = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"

// LetterListPage lists letters of all organisations at the support desk.
type LetterListPage struct {
	Closed bool
	Rows   []models.DeskLetter
}

// LetterPage is one letter at the support desk.
type LetterPage struct {
	models.DeskLetter
	Refusal string // why this person may not approve it: letter.refusal.<value>; "" when they may
	Entry   string // reason of a refusal, as it was entered
	Errors  forms.Errors
}

// letterLook is the status whose shape and colour a letter's state shares.
func letterLook(state string) string {
	return map[string]string{models.LetterWaiting: "prepared", models.LetterRunning: "scheduled", models.LetterDone: "active", models.LetterRefused: "declined",
		models.LetterObjected: "declined", models.LetterFailed: "failed", models.LetterMoot: "ended"}[state]
}

// letterNote says what a letter waits for; "" for one that has ended.
func letterNote(f *views.Frame, x models.DeskLetter) string {
	switch x.State {
	case models.LetterWaiting:
		return f.Locale.T("letter.counted", "n", x.Counted())
	case models.LetterRunning:
		return f.Locale.T("letter.may_object", "until", f.Locale.DateTime(f.In(*x.DueAt)))
	}
	return ""
}

// letterFrom is who handed a letter in; the support desk is named as such.
func letterFrom(l *i18n.Locale, x *models.Letter) string {
	if x.BySupport {
		return l.T("letter.by_support", "name", x.SubmitterName)
	}
	return x.SubmitterName
}

// letterNumber is what the desk calls a letter.
func letterNumber(l *i18n.Locale, x models.Letter) string {
	return l.T("letter.number", "number", x.Number)
}

// letterFile is what was found in the file, and how large it is.
func letterFile(l *i18n.Locale, x models.Letter) string {
	_, kind, _ := strings.Cut(x.Media, "/")
	return l.T("letter.file_is", "kind", strings.ToUpper(kind), "size", i18n.Size(max(x.Size, 1<<10)))
}

func letterColumns(l *i18n.Locale) []component.Column {
	return []component.Column{{Label: l.T("letter.column.letter")}, {Label: l.T("letter.column.organisation")}, {Label: l.T("letter.field.successor")},
		{Label: l.T("letter.field.submitter")}, {Label: l.T("letter.field.state")}}
}

func letterTabs(f *views.Frame, closed bool) []component.Tab {
	all := f.URL("letter.list")
	return []component.Tab{{Label: f.Locale.T("letter.tab.open"), Href: all, Current: !closed},
		{Label: f.Locale.T("letter.tab.closed"), Href: views.WithQuery(all, url.Values{"show": {"closed"}}), Current: closed}}
}

// empty is the last part of the keys that say why a list is empty.
func (p LetterListPage) empty() string {
	if p.Closed {
		return "none_closed"
	}
	return "none_open"
}

// letterCrumbs lead back to the list at the desk.
func letterCrumbs(f *views.Frame, here string) []component.Crumb {
	return []component.Crumb{{Label: f.Locale.T("letter.list"), Href: f.URL("letter.list")}, {Label: here}}
}

// action is where the form goes; a member's says for which organisation it is.
func (p LetterFormPage) action(f *views.Frame) templ.SafeURL {
	if f.Staff != nil {
		return templ.SafeURL(component.WithAttempt(p.Action))
	}
	return templ.SafeURL(component.WithAttempt(inOrganisation(f, p.Action)))
}

// crumbs lead back to the ownership for a member, to the list for the support desk.
func (p LetterFormPage) crumbs(f *views.Frame) []component.Crumb {
	if f.Staff != nil {
		return letterCrumbs(f, f.Locale.T("letter.form.crumb"))
	}
	return ownershipCrumbs(f, f.Locale.T("letter.form.crumb"))
}
