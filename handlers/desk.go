package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// staffOf is who of the support desk calls, behind a route for the desk.
func staffOf(c echo.Context) access.Staff { return *viewerOf(c).Staff }

// deskHome finds people and organisations for support.
func (s *Server) deskHome(c echo.Context) error {
	form, errs := forms.ReadDeskSearch(c.QueryParams())
	p := page.DeskHomePage{Search: form.Text, Errors: errs}
	if form.Text != "" && len(errs) == 0 {
		found, err := s.store.Find(c.Request().Context(), staffOf(c), form.Text)
		if err != nil {
			return err
		}
		p.Found = found
	}
	return s.render(c, http.StatusOK, page.DeskHome(p))
}

// deskPerson is one person as support sees them.
func (s *Server) deskPerson(c echo.Context) error {
	p, err := s.store.DeskPerson(c.Request().Context(), staffOf(c), c.Param("id"), s.limits)
	if err != nil {
		return err
	}
	pauses, err := s.store.DeskPauses(c.Request().Context(), p)
	if err != nil {
		return err
	}
	shown := page.DeskPersonPage{DeskPerson: *p, Pauses: pauses, Log: deskLog(c, p.Entries, len(p.Places) > 1)}
	return s.render(c, http.StatusOK, page.DeskPerson(shown))
}

// deskOrganisation is one organisation as support sees it.
func (s *Server) deskOrganisation(c echo.Context) error {
	o, err := s.store.DeskOrganisation(c.Request().Context(), staffOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	shown := page.DeskOrganisationPage{DeskOrganisation: *o, Log: deskLog(c, o.Done, false), Links: s.deskLinks(o.ID)}
	return s.render(c, http.StatusOK, page.DeskOrganisation(shown))
}

// deskLog puts entries into words; with several organisations it says whose they are.
func deskLog(c echo.Context, entries []models.DeskEntry, several bool) (list []page.DeskLine) {
	for _, e := range entries {
		line := page.DeskLine{HistoryRow: page.HistoryWords(frameOf(c), e.HistoryEntry, nil)}
		if several {
			line.Organisation = e.Organisation
		}
		list = append(list, line)
	}
	return list
}

// organisationLinks are the desk's other pages about an organisation, each by a route that takes its
// id, a catalogue key and an icon.
var organisationLinks = []struct{ route, label, icon string }{{"letter.new", "ownership.gone.letter", "envelope"}}

func (s *Server) deskLinks(id string) (list []page.DeskLink) {
	for _, l := range organisationLinks {
		list = append(list, page.DeskLink{Href: s.url(l.route, id), Label: l.label, Icon: l.icon})
	}
	return list
}
