package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
)

// frame puts what every page shows into the request: language, addresses, and later who
// looks. An address without a route has the page name error.
func (s *Server) frame(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, ok := s.routeOf(c)
		if !ok {
			r.Name = "error"
		}
		f := &views.Frame{
			Page: r.Name, Path: s.address(c), Zone: time.UTC, Now: s.store.Now(),
			Locale: s.guestLocale(c), URL: s.url, Asset: s.assets.URL, Mailbox: s.config.Mailbox(),
		}
		if f.Secret = r.secret(); f.Secret {
			f.Proof = s.proof(c)
		}
		c.SetRequest(c.Request().WithContext(views.With(c.Request().Context(), f)))
		return next(c)
	}
}

// longestQuery is how much of an address is kept to come back to, in bytes: twice what filters with
// a long search need.
const longestQuery = 2000

// address is the one of the page, to come back to; the home page's for what answers a form
// at an address that cannot be opened.
func (s *Server) address(c echo.Context) string {
	u := c.Request().URL
	if _, opens := s.named[http.MethodGet+" "+c.Path()]; !opens && c.Request().Method != http.MethodGet {
		return s.url("home")
	}
	if len(u.RawQuery) > longestQuery { // it stands in the page many times: a long list has it at every row
		return u.EscapedPath()
	}
	return u.RequestURI()
}

// guestLocale is the language of someone not signed in: asked for in the address (and kept
// in a cookie), chosen before, or the browser's. A program says it by Accept-Language alone.
func (s *Server) guestLocale(c echo.Context) *i18n.Locale {
	if s.ofAPI(c) {
		return i18n.Match(c.Request().Header.Get("Accept-Language"), s.config.Locale)
	}
	if l, ok := i18n.Lookup(c.QueryParam("lang")); ok {
		c.SetCookie(&http.Cookie{Name: s.config.Cookie("locale"), Value: l.Tag(), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
			Secure: s.config.Secure(), SameSite: http.SameSiteLaxMode})
		return l
	}
	if cookie, err := c.Cookie(s.config.Cookie("locale")); err == nil {
		if l, ok := i18n.Lookup(cookie.Value); ok {
			return l
		}
	}
	return i18n.Match(c.Request().Header.Get("Accept-Language"), s.config.Locale)
}

// fillFrame adds the person who looks.
func (s *Server) fillFrame(f *views.Frame, v *models.Viewer) {
	f.SignedIn, f.Actor, f.Organisation, f.OrganisationID, f.Theme = true, v.Actor, v.Organisation.Name, v.Organisation.ID, v.User.Theme
	f.Zone, f.MayEditSelf = v.Organisation.Zone(), v.Organisation.LetsEditSelf(v.Actor)
	f.Currency, f.OwnAcquiring = v.Organisation.Currency, v.Organisation.OwnAcquiring
	for _, tag := range []string{v.Organisation.Locale, v.User.Locale} {
		if l, ok := i18n.Lookup(tag); ok {
			f.Locale = l
		}
	}
	if v.Session.Flash != "" {
		flash := new(views.Flash)
		if json.Unmarshal([]byte(v.Session.Flash), flash) == nil {
			f.Flash = flash
		}
	}
	if v.Viewing != nil {
		f.Viewing = &views.Viewing{Name: v.Viewing.Name, Until: v.Viewing.Until}
	}
	if f.Staff = v.Staff; v.Staff != nil && v.Viewing == nil {
		f.Organisation, f.Nav = f.Locale.T("desk.title"), s.deskNavigation(f.Page)
		f.Zone = models.Organisation{TimeZone: forms.HomeZone(f.Locale.Tag())}.Zone() // the desk has none of its own
		return
	}
	f.Nav = s.navigation(v, f.Page)
}

// deskNavigation is the support desk's.
func (s *Server) deskNavigation(page string) []views.NavGroup {
	return []views.NavGroup{{Key: "support", Items: []views.NavItem{
		s.deskItem("desk.home", "desk.home", "search", page, "desk.person", "desk.organisation"),
		s.deskItem("desk.requests", "desk_request.title", "envelope", page, "desk.request"),
		s.deskItem("desk.openings", "opening.list.title", "home", page, "desk.opening"),
		s.deskItem("letter.list", "letter.nav", "shield", page, "letter.show"),
	}}}
}

// deskItem is current on its own page, and on those whose names begin as one of below.
func (s *Server) deskItem(route, label, icon, page string, below ...string) views.NavItem {
	current := route == page || slices.ContainsFunc(below, func(name string) bool { return page == name || strings.HasPrefix(page, name+".") })
	return views.NavItem{Route: route, Label: label, Icon: icon, Href: s.url(route), Current: current}
}

// navigation lists only what the actor may open, so that no link ends in a refusal.
func (s *Server) navigation(v *models.Viewer, page string) []views.NavGroup {
	groups := []views.NavGroup{
		{Key: string(access.Activities), Items: []views.NavItem{s.navItem("home", "nav.home", "home", page)}},
		{Key: string(access.Administration)},
	}
	for _, area := range access.Areas() {
		if !v.Actor.Can(area.Section, access.View) {
			continue
		}
		items := &groups[0].Items
		if area.Group == access.Administration {
			items = &groups[1].Items
		}
		item := s.navItem(area.Route, "section."+string(area.Section)+".name", area.Icon, page)
		if area.Section != access.Users {
			*items = append(*items, item)
			continue
		}
		item.Count = v.Waiting
		*items = append(*items, item, s.navItem("role.list", "nav.roles", "shield", page))
	}
	if v.Viewing == nil { // who looks as a member asks nothing
		groups[1].Items = append(groups[1].Items, s.navItem("help.list", "help.title", "info", page))
	}
	if len(groups[1].Items) == 0 {
		return groups[:1]
	}
	return groups
}

// navItem is current when the page belongs to the same resource, as user.edit to user.list.
func (s *Server) navItem(route, label, icon, page string) views.NavItem {
	return views.NavItem{Route: route, Label: label, Icon: icon, Href: s.url(route), Current: resource(route) == section(page)}
}

// section is the resource whose link stands for a page: orders are found, and imported, in
// customer service, and what the owner is asked for is told at home.
func section(page string) string {
	switch r := resource(page); r {
	case "order", "import":
		return "customer"
	case "task":
		return "home"
	case "ownership":
		return "account"
	default:
		return r
	}
}
