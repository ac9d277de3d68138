package page

import (
	"time"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// DeskHomePage is where support finds people and organisations; Found is nil before it has
// looked for anything.
type DeskHomePage struct {
	Search string
	Found  *models.DeskFound
	Errors forms.Errors
}

func (p DeskHomePage) nothing() bool {
	return p.Found != nil && len(p.Found.People)+len(p.Found.Organisations) == 0
}

// DeskLine is an entry of a history with whose it is; "" where that is clear.
type DeskLine struct {
	HistoryRow
	Organisation string
}

// DeskLink leads to what else the desk has; Label is a catalogue key.
type DeskLink struct{ Href, Label, Icon string }

// DeskPersonPage is a person as support sees them.
type DeskPersonPage struct {
	models.DeskPerson
	Pauses models.DeskPauses
	Log    []DeskLine
}

// DeskOrganisationPage is an organisation as support sees it.
type DeskOrganisationPage struct {
	models.DeskOrganisation
	Log   []DeskLine
	Links []DeskLink
}

// What support asks a reason for.
const (
	DeskReset    = "reset"
	DeskSessions = "sessions"
	DeskView     = "view"
)

// DeskAskPage asks for a reason before something is done to a person.
type DeskAskPage struct {
	What   string
	Person models.DeskPerson
	Pauses models.DeskPauses
	Reason string
	Errors forms.Errors
}

func (p DeskAskPage) words(l *i18n.Locale, key string) string {
	return l.T("desk."+p.What+"."+key, "name", p.Person.Name, "email", p.Person.Email, "organisation", p.Person.Place().Organisation, "minutes", int(models.ViewingLife/time.Minute))
}

// pause is that of what is asked for; signing out mails nobody.
func (p DeskAskPage) pause() models.Pause {
	switch p.What {
	case DeskReset:
		return p.Pauses.Reset
	case DeskView:
		return p.Pauses.View
	}
	return 0
}

// says are the consequences, one a line.
func (p DeskAskPage) says(l *i18n.Locale) (list []string) {
	for _, key := range []string{"says_1", "says_2", "says_3"} {
		if l.Has("desk." + p.What + "." + key) {
			list = append(list, p.words(l, key))
		}
	}
	return list
}

// DeskOpeningsPage lists organisations that support has opened.
type DeskOpeningsPage struct {
	Rows   []models.ListedOpening
	Pauses []models.Pause // of the buttons that send the link again, row by row
	Now    time.Time
}

// DeskOpeningFormPage opens one.
type DeskOpeningFormPage struct {
	Entry  forms.Opening
	Errors forms.Errors
}

// OpeningPage is an opening as the one sees it who is to be the owner.
type OpeningPage struct {
	Token        string
	State        string // InvitationNew, InvitationSignIn, InvitationSignedIn, InvitationOther, or how it ended
	Organisation string
	TimeZone     string
	Locale       string
	Zone         *time.Location
	By           string // name of who opened it
	Email        string // of who is to be the owner
	Expires      time.Time
	Form         forms.Newcomer
	Errors       forms.Errors
}

// over tells whether nothing can be accepted any more.
func (p OpeningPage) over() bool {
	switch p.State {
	case models.OpeningAccepted, models.OpeningDeclined, models.OpeningWithdrawn, models.OpeningExpired:
		return true
	}
	return false
}

func (p OpeningPage) title(l *i18n.Locale) string {
	if p.over() {
		return l.T("opening." + p.State + ".title")
	}
	return component.Title(l, l.T("opening.title", "organisation", p.Organisation), p.Errors)
}

func (p OpeningPage) signIn(f *views.Frame) string {
	return views.WithQuery(f.URL("login.form"), map[string][]string{"next": {f.URL("opening.show", p.Token)}})
}

// deskCrumbs lead back to the desk.
func deskCrumbs(f *views.Frame, here ...component.Crumb) []component.Crumb {
	return append([]component.Crumb{{Label: f.Locale.T("desk.title"), Href: f.URL("desk.home")}}, here...)
}

// openingLook is the status whose shape and colour a state of an opening shares.
func openingLook(state string) string {
	switch state {
	case models.OpeningOpen:
		return "invited"
	case models.OpeningAccepted:
		return "active"
	case models.OpeningExpired:
		return "expired"
	case models.OpeningDeclined:
		return "declined"
	}
	return "ended"
}

// mailWords is a kind of mail in words, without its subject.
func mailWords(l *i18n.Locale, kind models.MailKind) string {
	return inCatalogue(l, "desk.kind."+string(kind), l.T("desk.kind.unnamed"))
}

// peopleCounts are the states that there are, in the order of the list of users.
func (p DeskOrganisationPage) peopleCounts() (list []models.Status) {
	for _, s := range models.Statuses() {
		if p.People[s] > 0 {
			list = append(list, s)
		}
	}
	return list
}

// pendingInvitation tells whether somebody was invited and has not answered.
func pendingInvitation(s models.Status) bool {
	return s == models.Invited || s == models.Expired || s == models.Failed
}
