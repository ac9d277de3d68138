package handlers

import (
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"
)

// accountKey is where a request keeps the id of the account that somebody tried to sign in to.
const accountKey = "account"

// whoCalled names in the request's line who called, by ids alone: a refusal, an export and a wrong
// password are then somebody's (ASVS 16.2). While the desk looks as a member, both are named.
func (s *Server) whoCalled(c echo.Context) (line []slog.Attr) {
	add := func(name, id string) {
		if id != "" {
			line = append(line, slog.String(name, id))
		}
	}
	if b := bearerOf(c); b != nil {
		add("organisation", b.Token.OrganisationID)
		add("token", b.Token.ID)
	}
	switch v := viewerOf(c); {
	case v == nil:
		account, _ := c.Get(accountKey).(string)
		add("account", account)
	case v.Viewing != nil:
		add("staff", v.Staff.User)
		add("as", v.Viewing.Membership)
		add("organisation", v.Organisation.ID)
	case v.Staff != nil:
		add("staff", v.Staff.User)
	default:
		add("account", v.User.ID)
		add("member", v.Actor.Membership)
		add("organisation", v.Actor.Organisation)
	}
	return line
}

// milliseconds are what the log counts in, to the hundredth.
func milliseconds(d time.Duration) float64 { return float64(d.Round(10*time.Microsecond)) / 1e6 }
