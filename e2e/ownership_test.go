package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"coulisse/models"
	"coulisse/testkit"
)

// EC9: the owner hands over to Ana, who accepts; the former owner takes it back, once.
func TestTheOwnershipIsHandedOverAndTakenBack(t *testing.T) { twice(t, (*journey).handsOver) }

// EC9: the owner is gone; Ana hands in a signed letter, two people of support approve it, the owner
// is mailed and says nothing, and when the time is over Ana owns the organisation.
func TestASignedLetterMakesSomebodyElseTheOwner(t *testing.T) { twice(t, (*journey).byLetter) }

// anaJoins has Ana invited and signed in.
func (j *journey) anaJoins() {
	j.t.Helper()
	j.invites(j.owner, map[string]string{"users": "view"}, nil, "Send invitation")
	j.accepts(j.letterTo("ana@nordlys.example", "invites you").Link())
	j.signsIn(j.ana, "ana@nordlys.example", anasPassword, "home")
}

// letterTo waits for a mail to somebody whose subject holds these words.
func (j *journey) letterTo(email, words string) (mail testkit.ReceivedMail) {
	j.t.Helper()
	j.app.await("mail to "+email+" about "+words, func() bool {
		all := j.post.Messages()
		at := slices.IndexFunc(all, func(m testkit.ReceivedMail) bool {
			return strings.EqualFold(m.To, email) && strings.Contains(m.Subject, words)
		})
		if at >= 0 {
			mail = all[at]
		}
		return at >= 0
	})
	return mail
}

func (j *journey) handsOver() {
	j.anaJoins()
	p, ana := j.owner, j.ana
	p.Opens("/account")
	p.Presses("Open the page of the ownership")
	p.IsOn("ownership.show")
	p.Types("email", "ana@nordlys.example")
	p.Types("password", "not the right one")
	if status := p.Presses("Offer the ownership"); status != 422 {
		j.t.Errorf("a wrong password is answered with %d", status)
	}
	p.Sees("not your current password")
	p.Types("password", ownersPassword)
	p.Presses("Offer the ownership")
	p.Sees("offered to Ana Holm")
	j.letterTo("signe@nordlys.example", "offered to Ana Holm")
	ana.Opens(j.letterTo("ana@nordlys.example", "offered to Ana Holm").Link())
	ana.IsOn("ownership.show")
	ana.Presses("Accept the ownership")
	ana.Sees("You are the owner now")
	ana.Opens("/users")
	if ana.Has(row("signe@nordlys.example") + " form") {
		j.t.Error("the list has buttons to change the former owner")
	}
	p.Opens(j.letterTo("signe@nordlys.example", "is owned by Ana Holm now").Link())
	p.Types("password", ownersPassword)
	p.Presses("Take it back")
	p.Sees("You are the owner again")
	j.letterTo("ana@nordlys.example", "is owned by Signe Holm again")
	ana.Opens("/account/ownership")
	ana.Sees("Signe Holm")
	ana.SeesNot("Take the ownership back")
	ana.Opens("/events")
	ana.Sees("You may not do this")
}

// atDesk puts somebody at the support desk, with the owner's password, and signs them in.
func (j *journey) atDesk(name, email string) *Person {
	j.t.Helper()
	id := models.NewID()
	j.app.Change(`INSERT INTO users (id, email, email_key, name, password_hash, password_at, locale, created_at, updated_at)
		SELECT ?, ?, ?, ?, password_hash, password_at, 'en', created_at, updated_at FROM users WHERE email = 'signe@nordlys.example'`, id, email, email, name)
	j.app.Change("INSERT INTO staff (user_id, created_at) VALUES (?, ?)", id, time.Now().UTC())
	p := j.app.NewPerson(j.options...)
	j.signsIn(p, email, ownersPassword, "desk.home")
	return p
}

func (j *journey) byLetter() {
	j.anaJoins()
	one, two := j.atDesk("Uno Desk", "one@desk.example"), j.atDesk("Due Desk", "two@desk.example")
	j.anaHandsIn()
	j.deskApproves(one, two)
	mail := j.letterTo("signe@nordlys.example", "you can object until")
	if !strings.Contains(mail.Link(), "/account/ownership?organisation=") || !strings.Contains(mail.Text, "Signe is ill") {
		j.t.Errorf("the owner is mailed %s", mail.Text)
	}
	j.owner.Opens(mail.Link())
	j.owner.Sees("Somebody else is to become the owner")
	j.looks(j.owner, "ownership-claimed")

	j.app.Stop() // while the seven days go by
	j.app.Change("UPDATE ownership_letters SET due_at = ?", time.Now().UTC().Add(-time.Minute))
	j.app.Launch()
	j.letterTo("ana@nordlys.example", "is owned by Ana Holm now")
	j.letterTo("signe@nordlys.example", "is owned by Ana Holm now")
	j.ana.Opens("/account/ownership")
	j.ana.Sees("You may do everything here")
	j.ana.Opens("/history?action=letter.done")
	j.ana.Sees("as the signed letter says")
	j.owner.Opens("/account/ownership")
	j.owner.SeesNot("Hand over the ownership")
	two.Opens("/support/letters?show=closed")
	two.Sees("Fulfilled")
}

// anaHandsIn has Ana send what is no letter, and then one.
func (j *journey) anaHandsIn() {
	p := j.ana
	p.Opens("/account/ownership")
	p.Presses("Hand in a signed letter")
	p.Types("email", "ana@nordlys.example")
	p.Types("reason", "Signe is ill.")
	if status := j.sendsLetter("letter.pdf", []byte("Dear support")); status != 422 {
		j.t.Errorf("words called letter.pdf are answered with %d", status)
	}
	p.Sees("neither a PDF nor a PNG or JPEG picture")
	j.looks(p, "letter-refused-by-content")
	if status := j.sendsLetter("letter.jpg", testkit.LetterJPEG(600, 800)); status != 200 {
		j.t.Errorf("a letter is answered with %d", status)
	}
	p.Sees("Our support is checking it")
	p.Sees("letter.jpg")
}

// sendsLetter chooses a file and sends the form.
func (j *journey) sendsLetter(name string, content []byte) int {
	j.t.Helper()
	file := filepath.Join(j.t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		j.t.Fatal(err)
	}
	j.ana.do(chromedp.SetUploadFiles(At("#file").path(), []string{file}))
	return j.ana.Presses("Hand the letter in")
}

// deskApproves has two people of support approve the letter, each once.
func (j *journey) deskApproves(one, two *Person) {
	for _, p := range []*Person{one, two} {
		p.Presses("Ownership letters")
		p.Presses("Letter 1")
		p.IsOn("letter.show")
		p.Sees("Signe is ill")
		p.Presses("Approve the letter")
		if p.Has(`form[action$="/approve"]`) {
			j.t.Error("who has approved the letter may do so again")
		}
	}
	two.Sees("The owner may object until")
}
