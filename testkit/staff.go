package testkit

import (
	"net/http"

	"coulisse/access"
	"coulisse/models"
)

// Staff adds somebody to the support desk, who chooses Password by the link in their mail.
func (a *App) Staff(email, name string, lead bool) access.Staff {
	a.t.Helper()
	ctx := a.t.Context()
	staff, err := a.Store.AddStaff(ctx, name, email, "en", lead)
	if err == nil {
		err = a.Store.ResetPassword(ctx, a.LastMail(email).Token, passwordHash())
	}
	if err != nil {
		a.t.Fatal(err)
	}
	return staff
}

// AsStaff opens a browser in which somebody of the support desk is signed in already.
func (a *App) AsStaff(staff access.Staff) *Client {
	a.t.Helper()
	c := a.Client()
	c.SetCookies([]*http.Cookie{a.SessionCookie(a.StaffSession(staff))})
	return c
}

// StaffSession signs somebody of the support desk in and returns the session's token.
func (a *App) StaffSession(staff access.Staff) (token string) {
	a.t.Helper()
	token, err := a.Store.StartSession(a.t.Context(), models.Session{UserID: staff.User, Proof: passwordHash()}, "")
	if err != nil {
		a.t.Fatal(err)
	}
	return token
}

// Consents has an organisation let the desk look at its console, or not any more.
func (a *App) Consents(organisation string, yes bool) {
	a.t.Helper()
	a.exec("UPDATE organisations SET support_view = ? WHERE id = ?", yes, organisation)
}

// LookingAs opens a browser in which somebody of the desk looks as a member, for the next 30 minutes.
func (a *App) LookingAs(staff access.Staff, member access.Actor) *Client {
	a.t.Helper()
	token := a.StaffSession(staff)
	a.exec("UPDATE sessions SET viewing_id = ?, viewing_until = ? WHERE token_hash = ?", member.Membership, a.Clock.Now().Add(models.ViewingLife), models.HashToken(token))
	c := a.Client()
	c.SetCookies([]*http.Cookie{a.SessionCookie(token)})
	return c
}
