package e2e

import (
	"testing"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/testkit"
)

// succession is an organisation whose ownership is about to change, on a console of the test's own.
type succession struct {
	*testkit.App
	t           *testing.T
	tag         string
	owner, heir access.Actor
	one, two    access.Staff
}

const heirsEmail = "freja.thorup-lindqvist@vinterjazz.example"

func newSuccession(t *testing.T, tag string) *succession {
	t.Helper()
	a := testkit.NewApp(t)
	s := &succession{App: a, t: t, tag: tag, owner: a.Found()}
	s.heir = a.Member(s.owner, heirsEmail, "Freja Thorup-Lindqvist", testkit.Levels(access.Levels{access.Users: access.View, access.Account: access.View}))
	s.one, s.two = a.Staff("sofie@desk.example", "Sofie Abildgaard", false), a.Staff("bent@desk.example", "Bent Østergaard", true)
	for _, user := range []string{s.owner.User, s.heir.User, s.one.User, s.two.User} {
		s.must(a.Store.SetPreferences(t.Context(), user, &tag, nil))
	}
	return s
}

func (s *succession) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// as opens a browser in which somebody signs in and goes to an address.
func (s *succession) as(email, path string) *Person {
	s.t.Helper()
	p := NewPerson(s.t, s.URL)
	p.Opens("/login?next=" + path)
	p.Types("email", email)
	p.Types("password", testkit.Password)
	p.PressesAt(At("main form .cta"))
	return p
}

// looks puts a page through every check.
func (s *succession) looks(p *Person, name, path string) {
	s.t.Helper()
	if path != "" {
		if status := p.Opens(path); status != 200 {
			s.t.Errorf("%s answers %d", name, status)
		}
	}
	p.Passes(s.t, s.tag+"-"+name)
}

func (s *succession) faulty(p *Person, name, button string) {
	s.t.Helper()
	if status := p.PressesAt(At(button)); status != 422 {
		s.t.Errorf("%s answers %d", name, status)
	}
	s.looks(p, name, "")
}

// The pages of the ownership as everybody sees them whom it concerns, and of letters at the desk.
func TestThePagesOfTheOwnershipPassInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			s := newSuccession(t, tag)
			s.handsOver()
			s.writesLetters()
		})
	}
}

// handsOver looks at a transfer from its beginning to the time in which it may be taken back.
func (s *succession) handsOver() {
	s.t.Helper()
	ctx := s.t.Context()
	owner, heir := s.as("signe@nordlys.example", "/account/ownership"), s.as(heirsEmail, "/account/ownership")
	s.looks(owner, "ownership-offer", "")
	s.faulty(owner, "ownership-offer-faults", "main form .cta")
	s.looks(heir, "ownership-member", "")
	_, err := s.Store.OfferOwnership(ctx, s.owner, heirsEmail)
	s.must(err)
	s.looks(owner, "ownership-pending", "/account/ownership")
	s.looks(heir, "ownership-offered", "/account/ownership")
	s.looks(heir, "ownership-home", "/")
	_, err = s.Store.AcceptOwnership(ctx, s.heir)
	s.must(err)
	s.looks(heir, "ownership-kept", "/account/ownership")
	s.looks(heir, "ownership-kept-person", "/users/"+s.owner.Membership)
	s.looks(owner, "ownership-back", "/account/ownership")
	s.faulty(owner, "ownership-back-faults", "main form .danger")
	_, err = s.Store.TakeOwnershipBack(ctx, s.owner)
	s.must(err)
}

// writesLetters looks at letters in every state, as the member, the owner and the desk see them.
func (s *succession) writesLetters() {
	s.t.Helper()
	heir, desk := s.as(heirsEmail, "/account/ownership/letter"), s.as(s.one.Email, "/support/letters")
	s.looks(heir, "letter-form", "")
	s.faulty(heir, "letter-form-faults", "main form .cta")
	s.looks(desk, "letter-list-empty", "")
	s.looks(desk, "letter-new", "/support/organisations/"+s.owner.Organisation+"/letter")
	l := s.Letter(s.heir, heirsEmail)
	s.looks(heir, "letter-own", "/account/ownership/letter")
	s.looks(desk, "letter-waiting", "/support/letters/"+l.ID)
	s.faulty(desk, "letter-refuse-faults", "main form .danger")
	s.looks(desk, "letter-new-open", "/support/organisations/"+s.owner.Organisation+"/letter")
	s.Approve(l, s.one)
	s.looks(desk, "letter-approved-once", "/support/letters/"+l.ID)
	s.looks(desk, "letter-list", "/support/letters")
	s.Approve(l, s.two)
	s.looks(desk, "letter-running", "/support/letters/"+l.ID)
	s.looks(s.as("signe@nordlys.example", "/"), "letter-home", "/")
	s.looks(s.as("signe@nordlys.example", "/"), "letter-claimed", "/account/ownership")
	_, err := s.Store.ObjectToLetter(s.t.Context(), s.owner)
	s.must(err)
	other, err := s.Store.SubmitLetterFor(s.t.Context(), s.one, s.owner.Organisation, models.NewLetter{Email: heirsEmail, Reason: "It came by post on Monday.\nThe owner has died.", Name: "Fuldmagt – underskrevet af Signe Holm, indscannet 2026-06-12.png", Content: testkit.LetterPNG(40, 60)})
	s.must(err)
	s.looks(desk, "letter-handed-in", "/support/letters/"+other.ID)
	_, err = s.Store.RefuseLetter(s.t.Context(), s.two, other.ID, "The signature is missing. Please have it signed on the last page.")
	s.must(err)
	s.looks(desk, "letter-refused", "/support/letters/"+other.ID)
	s.looks(desk, "letter-list-closed", "/support/letters?show=closed")
}
