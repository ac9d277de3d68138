package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/models"
	"coulisse/views"
)

// Access is what a route asks of who calls it. The zero value is refused at start, so that
// no route is open by omission.
type Access struct {
	kind    string
	section access.Section
	level   access.Level
	sells   bool // and to make what sells, see access.Levels.SellsByToken
}

// What a route may ask for, besides a level in a section.
var (
	Public   = Access{kind: "public"}    // anybody
	SignedIn = Access{kind: "signed-in"} // any person with an active membership
	Person   = Access{kind: "person"}    // the same, or somebody of the support desk: what one does about oneself
	Desk     = Access{kind: "desk"}      // the platform's support staff, agent or lead
	Owner    = Access{kind: "owner"}     // the organisation's owner alone
	Token    = Access{kind: "token"}     // a program that bears an organisation's token for the API
)

// Needs asks for at least this level in a section.
func Needs(s access.Section, l access.Level) Access {
	return Access{kind: "level", section: s, level: l}
}

// AndSells asks besides for what a token of the API gives.
func (a Access) AndSells() Access {
	a.sells = true
	return a
}

// String is how routes.golden writes it: public, signed-in, owner, desk, token, users:approve or
// account:edit+sells.
func (a Access) String() string {
	if a.kind == "level" && a.sells {
		return fmt.Sprintf("%s:%s+sells", a.section, a.level)
	}
	if a.kind == "level" {
		return fmt.Sprintf("%s:%s", a.section, a.level)
	}
	return a.kind
}

// check panics on an access rule that guards nothing: none, an unknown section, or a rung
// that the section does not have.
func (a Access) check(route string) {
	switch a.kind {
	case "public", "signed-in", "person", "owner", "desk", "token":
		return
	case "level":
		if area, ok := access.Lookup(string(a.section)); ok && a.level > access.None && area.Has(a.level) {
			return
		}
	}
	panic("route " + route + " has no valid access rule: " + a.String())
}

// Allows tells whether a person meets the rule; signed-out ones meet Public alone, and nobody
// Token, which is for programs. While somebody of the desk looks as a member, they meet what
// that member's rights let one read, and nothing else.
func (a Access) Allows(v *models.Viewer) bool {
	switch a.kind {
	case "public":
		return true
	case "signed-in":
		return v.Actor.Membership != ""
	case "person":
		return v.Staff != nil || v.Actor.Membership != ""
	case "owner":
		return v.Actor.Owner
	case "desk":
		return v.Staff != nil
	case "level":
		return v.Actor.Can(a.section, a.level) && (!a.sells || v.Actor.Grant.Levels.SellsByToken())
	}
	return false
}

// guard runs a route's handler for those whom its access rule lets in. Others are sent to
// sign in, or told that they lack the right.
func (s *Server) guard(r Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		if v := viewerOf(c); v != nil && v.Left != "" && r.Access != Public {
			return s.leftOrganisation(c, v)
		}
		v, err := s.within(c, r, viewerOf(c))
		switch {
		case err != nil:
			return err
		case r.Access == Public:
		case r.Access == Token:
			if bearerOf(c) == nil {
				return noBearer()
			}
		case v == nil:
			return s.toSignIn(c)
		case v.ViewingOver:
			return s.viewingOver(c)
		case v.Viewing != nil && !r.looksAt():
			return models.Fail(models.Forbidden, "desk.viewing.read_only", "name", v.Viewing.Name)
		case v.Staff != nil && v.Viewing == nil && r.Name == "home":
			return s.to(c, firstPage(v))
		case v.Staff == nil && v.Actor.Membership == "":
			return s.toLogin(c, "invited")
		case !r.Access.Allows(v):
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		if err := s.bound(c, r); err != nil {
			return err
		}
		return s.once(c, r, v)
	}
}

// viewingEnds is the name of the route by which somebody of the desk stops looking as a member.
const viewingEnds = "desk.view.end"

// looksAt tells whether the desk may open a route while it looks as a member: pages of the
// sections and the home page, nothing about oneself, no form and no file (ASVS 8.2).
func (r Route) looksAt() bool {
	page := r.Method == get && !strings.HasSuffix(r.Path, ".csv") && (r.Access.kind == "level" || r.Name == "home")
	return page || r.Name == viewingEnds
}

// toSignIn sends a signed-out browser to the sign-in page, and back afterwards: to what it was
// looking at, or to the form that it sent, with what was entered. The page is told why a session
// ended, because it is the last request that knows; the cookie that stood for it goes.
func (s *Server) toSignIn(c echo.Context) error {
	why, err := s.refusedBecause(c)
	if err != nil {
		return err
	}
	q := url.Values{}
	if r := c.Request(); r.Method == http.MethodGet && r.URL.Path != "/" {
		q.Set("next", r.URL.RequestURI())
	}
	if why != "" {
		q.Set("notice", noticeOf(why))
	}
	if c.Request().Method == post && why != models.AccessOff && (why != "" || s.browser(c) != "") {
		page, kept, err := s.keepForm(c)
		if err != nil {
			return err
		}
		q.Set("next", page)
		if q.Set("notice", "unsent"); kept {
			q.Set("notice", "kept")
		}
	}
	if why != "" {
		s.sessions.give(c.Response(), "")
	}
	return c.Redirect(http.StatusSeeOther, views.WithQuery(s.url("login.form"), q))
}

// noticeOf is what the sign-in page says about a session that ended.
func noticeOf(why string) string {
	switch why {
	case models.SessionOver, models.AccessOff:
		return why
	}
	return "ended"
}
