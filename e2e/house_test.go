package e2e

import (
	"net"
	"net/url"
	"strconv"
	"testing"
	"time"

	"coulisse/testkit"
)

const (
	ownersPassword = "seven quiet lanterns"
	anasPassword   = "a walk in the long grass"
)

// journey is one run of the program with its mail server and its people: the owner, who has
// set it up and is signed in, and somebody else, Ana in most stories, who has a browser.
type journey struct {
	t       *testing.T
	app     *App
	post    *testkit.MailServer
	owner   *Person
	ana     *Person
	options []Option
	scripts bool
}

// twice tells a story with script and without, beside other stories.
func twice(t *testing.T, story func(*journey)) {
	t.Parallel()
	t.Run("with script", func(t *testing.T) { t.Parallel(); story(begun(t)) })
	t.Run("without script", func(t *testing.T) { t.Parallel(); story(begun(t, WithoutScript)) })
}

func begun(t *testing.T, options ...Option) *journey {
	j := &journey{t: t, post: testkit.NewMailServer(t, testkit.MailServerOptions{}), options: options, scripts: len(options) == 0}
	j.app = Start(t, append(SMTP(net.JoinHostPort(j.post.Host, strconv.Itoa(j.post.Port))), "COULISSE_MAIL__REPLY_TO=help@nordlys.example")...)
	j.owner, j.ana = j.app.NewPerson(options...), j.app.NewPerson(options...)
	p := j.owner
	p.Opens(j.app.SetUpLink())
	p.IsOn("setup.form")
	for field, value := range map[string]string{"organisation": "Nordlys Kultur", "name": "Signe Holm", "email": "signe@nordlys.example", "password": ownersPassword, "password_again": ownersPassword} {
		p.Types(field, value)
	}
	p.Presses("Create the organisation")
	j.signsIn(p, "signe@nordlys.example", ownersPassword, "home")
	return j
}

func (j *journey) signsIn(p *Person, email, password, route string) {
	j.t.Helper()
	if status := j.triesToSignIn(p, email, password); status != 200 {
		j.t.Errorf("signing in as %s answers %d", email, status)
	}
	p.IsOn(route)
}

// triesToSignIn returns the status of the answer.
func (j *journey) triesToSignIn(p *Person, email, password string) int {
	j.t.Helper()
	if p.Route() != "login.form" {
		p.Opens("/login")
	}
	p.Types("email", email)
	p.Types("password", password)
	return p.Presses("Sign in")
}

// invites has somebody add Ana with levels by section and other entries by field, and press
// a button.
func (j *journey) invites(p *Person, levels, entries map[string]string, button string) {
	j.t.Helper()
	p.Opens("/users/new")
	p.Types("email", "ana@nordlys.example")
	p.Types("name", "Ana Holm")
	p.Chooses("role", choice(levels))
	for section, level := range levels {
		p.Chooses("level."+section, level)
	}
	for field, value := range entries {
		p.Types(field, value)
	}
	p.Presses(button)
}

// accepts has Ana open the link of her invitation and choose a password.
func (j *journey) accepts(link string) {
	j.t.Helper()
	p := j.ana
	p.Opens(link)
	p.IsOn("invitation.show")
	p.Sees("Nordlys Kultur")
	p.Sees("Signe Holm")
	p.Types("password", anasPassword)
	p.Types("password_again", anasPassword)
	p.Presses("Accept and create my account")
	p.IsOn("login.form")
}

// row is a person's row in the list of users.
func row(email string) string { return `tr[data-user="` + email + `"]` }

// stands fails the test unless the list says this status of Ana.
func (j *journey) stands(p *Person, status string) {
	j.t.Helper()
	p.Opens("/users?" + url.Values{"q": {"ana"}}.Encode())
	if got := p.Attribute(row("ana@nordlys.example"), "data-status"); got != status {
		j.t.Errorf("the list says that Ana is %q, want %q", got, status)
	}
}

// day is a day from today on, as date fields take it.
func day(from int) string { return time.Now().AddDate(0, 0, from).Format(time.DateOnly) }

// looks puts a page that no other test visits through every check, once.
func (j *journey) looks(p *Person, name string) {
	j.t.Helper()
	if j.scripts {
		p.Passes(j.t, "journey-"+name)
	}
}

// choice is the choice beside the roles for levels by hand, or for none at all.
func choice[L ~map[S]V, S comparable, V any](levels L) string {
	if len(levels) == 0 {
		return "none"
	}
	return "custom"
}
