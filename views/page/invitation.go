package page

import (
	"time"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/views"
	"coulisse/views/component"
)

// How an invitation stands to the person who opened its link.
const (
	InvitationNew      = "new"      // the address has no account: they choose name and password
	InvitationSignIn   = "sign_in"  // it has one, and nobody is signed in
	InvitationSignedIn = "existing" // it has one, and its person is signed in
	InvitationOther    = "other"    // somebody else is signed in
	InvitationExpired  = "expired"
	InvitationAsked    = "asked" // expired, and a new one was asked for
	InvitationDeclined = "declined"
	InvitationAnswered = "answered"
)

// InvitationPage is an invitation as the invited person sees it.
type InvitationPage struct {
	Token        string
	State        string
	Organisation string
	Inviter      string // "" when that person is not known any more
	Invited      string // e-mail address
	Expires      time.Time
	Zone         *time.Location // of the organisation
	Role         access.Role
	Grant        access.Grant
	Events       []string // names of the chosen events
	Form         forms.Newcomer
	Errors       forms.Errors
}

// with looks for a sentence that names the inviter, and takes the plain one without.
func (p InvitationPage) with(l *i18n.Locale, key, plain string, args ...any) string {
	if p.Inviter == "" {
		key = plain
	}
	return l.T(key, append(args, "inviter", p.Inviter, "organisation", p.Organisation)...)
}

// over tells whether nothing can be accepted any more.
func (p InvitationPage) over() bool {
	switch p.State {
	case InvitationExpired, InvitationAsked, InvitationDeclined, InvitationAnswered:
		return true
	}
	return false
}

func (p InvitationPage) title(l *i18n.Locale) string {
	if p.over() {
		return l.T("invitation." + p.State + ".title")
	}
	return component.Title(l, l.T("invitation.title", "organisation", p.Organisation), p.Errors)
}

func (p InvitationPage) until(f *views.Frame) string {
	return f.Locale.DateTime(p.Expires.In(p.Zone))
}

// signIn is the address of the sign-in page that comes back here.
func (p InvitationPage) signIn(f *views.Frame) string {
	return views.WithQuery(f.URL("login.form"), map[string][]string{"next": {f.URL("invitation.show", p.Token)}})
}

func (p InvitationPage) facts(l *i18n.Locale) []component.Fact {
	var facts []component.Fact
	if p.Role.Named() {
		facts = append(facts, component.Fact{Label: l.T("invitation.rights.role"), Value: component.RoleName(l, p.Role)})
	}
	if component.AboutEvents(p.Grant.Levels) {
		facts = append(facts, component.Fact{Label: l.T("invitation.rights.events"), Value: component.ScopeWords(l, p.Grant.Scope.All, p.Events)})
	}
	return append(facts, component.Fact{Label: l.T("invitation.rights.dates"), Value: component.ValidityWords(l, p.Grant.Validity)})
}

// anything tells whether levels hold any right at all.
func anything(levels access.Levels) bool { return !levels.Equal(nil) }
