package testkit

import (
	"net/http"

	"coulisse/access"
	"coulisse/models"
)

// As opens a browser in which somebody is signed in already, without the price of a
// password. They must have access; see PlantSession for those who have none.
func (a *App) As(actor access.Actor) *Client {
	a.t.Helper()
	c := a.Client()
	c.SetCookies([]*http.Cookie{a.SessionCookie(a.StartSession(actor))})
	return c
}

// StartSession signs somebody in and returns the session's token.
func (a *App) StartSession(actor access.Actor) (token string) {
	a.t.Helper()
	token, err := a.Store.StartSession(a.t.Context(), models.Session{UserID: actor.User, OrganisationID: actor.Organisation, Proof: passwordHash()}, "")
	if err != nil {
		a.t.Fatal(err)
	}
	return token
}

// PlantSession writes a session of somebody whom the console would not let in, as if it had
// been left open when their access ended.
func (a *App) PlantSession(actor access.Actor) (token string) {
	a.t.Helper()
	token, hash := models.NewToken()
	a.exec("INSERT INTO sessions (id, token_hash, user_id, organisation_id, created_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
		models.NewID(), hash, actor.User, actor.Organisation, a.Clock.Now(), a.Clock.Now())
	return token
}

// SessionCookie is the cookie that carries a session's token.
func (a *App) SessionCookie(token string) *http.Cookie {
	return &http.Cookie{Name: a.Config.Cookie(""), Value: token, Path: "/"}
}
