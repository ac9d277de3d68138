package handlers_test

import (
	"net/url"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/testkit"
)

// Somebody new at the desk chooses a password by the mail and signs in to the desk alone.
func TestSupportSignsInToItsDeskAndBelongsToNoOrganisation(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	staff, err := a.Store.AddStaff(t.Context(), "Sofie Desk", "sofie@desk.example", "en", false)
	if err != nil {
		t.Fatal(err)
	}
	a.Client().Get("/password/reset/"+a.LastMail("sofie@desk.example").Token).
		Submit("main form", "password", testkit.Password, "password_again", testkit.Password).Want(200, "login.form")
	c := a.Client()
	c.Get("/login").Submit("main form", "email", "sofie@desk.example", "password", testkit.Password).Want(200, "desk.home")
	c.Get("/").Want(200, "desk.home")
	c.Get("/users").Want(403, "error")
	c.Get("/profile").Want(200, "profile.show")

	invited, _ := a.Invite(owner, "sofie@desk.example", "Sofie", testkit.Levels(nil))
	c.Get("/invitations/"+a.LastMail("sofie@desk.example").Token).Submit("form[action$='/accept']").Want(409, "invitation.accept")
	if _, err := a.Store.RevokeInvitation(t.Context(), owner, invited); err != nil {
		t.Fatal(err)
	}

	if _, err := a.Store.RemoveStaff(t.Context(), staff.Email); err != nil {
		t.Fatal(err)
	}
	c.Get("/support").Want(200, "login.form")
	a.Client().Get("/login").Submit("main form", "email", "sofie@desk.example", "password", testkit.Password).Want(422, "login.create")
}

// What lets the desk look as a member is read on every request: the owner's consent, the member,
// the time. It reads alone, and nothing of buyers.
func TestSupportLooksAsAMemberOnlyWhileEverythingHolds(t *testing.T) {
	for name, end := range map[string]func(a *testkit.App, owner, member access.Actor) error{
		"consent withdrawn": func(a *testkit.App, owner, _ access.Actor) error {
			a.Consents(owner.Organisation, false)
			return nil
		},
		"member off": func(a *testkit.App, owner, member access.Actor) error {
			_, _, err := a.Store.SetActive(t.Context(), owner, member.Membership, false)
			return err
		},
		"time over": func(a *testkit.App, _, _ access.Actor) error {
			a.Clock.Advance(29*time.Minute + 59*time.Second)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := testkit.NewApp(t)
			owner := a.Found()
			member := a.Member(owner, "mia@nordlys.example", "Mia", testkit.Levels(access.Everything()))
			a.Consents(owner.Organisation, true)
			c := a.LookingAs(a.Staff("sofie@desk.example", "Sofie Desk", false), member)
			a.Clock.Advance(time.Second)
			c.Get("/users").Want(200, "user.list")
			c.Get("/").Want(200, "home")
			for _, closed := range []string{"/users/new", "/users.csv", "/customers", "/profile", "/mailbox", "/support", "/account/tokens"} {
				if p := c.Get(closed); p.Status != 403 {
					t.Errorf("%s: %d, want 403", closed, p.Status)
				}
			}
			c.Post("/users/"+owner.Membership+"/status", url.Values{"active": {"false"}}).Want(403, "error")
			if err := end(a, owner, member); err != nil {
				t.Fatal(err)
			}
			c.Get("/users").Want(200, "desk.home")
		})
	}
}
