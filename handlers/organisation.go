package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/models"
	"coulisse/views"
)

// rowsAt says what the first part of an address names by its :id.
var rowsAt = map[string]models.RowKind{
	"events": models.EventRows, "door-sales": models.EventRows, "access-control": models.EventRows, "finance": models.EventRows, "reports": models.EventRows,
	"orders": models.OrderRows, "customers": models.OrderRows, "imports": models.ImportRows,
	"users": models.MembershipRows, "roles": models.RoleRows, "account": models.APITokenRows,
	"help": models.RequestRows, "tasks": models.TaskRows, "contacts": models.ContactRows,
}

// rows is what a route's :id names; ok is false when it names nothing of an organisation's.
func (r Route) rows() (kind models.RowKind, ok bool) {
	if strings.HasPrefix(r.Path, "/reports/schedules/:id") {
		return models.ScheduleRows, true
	}
	if !strings.Contains(r.Path, "/:id") {
		return kind, false
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
	kind, ok = rowsAt[first]
	return kind, ok
}

// within moves a request of somebody with several organisations into the one that it is about
// (MP2): where the row stands that its address names, or the one that a form or a link says it is
// for. So a form that was left open saves where it belongs, whatever was opened meanwhile in
// another tab, and one of somebody else's organisation is refused. A page takes the session along,
// and says so.
func (s *Server) within(c echo.Context, r Route, v *models.Viewer) (*models.Viewer, error) {
	if v == nil || v.Actor.Membership == "" || v.Viewing != nil || r.Access == Public || r.Access == Token {
		return v, nil
	}
	if v.Places < 2 && !r.Access.Allows(v) {
		return v, nil // nothing of the form is read to refuse it
	}
	there, err := s.placeOf(c, r, v)
	if err != nil || there == nil {
		return v, err
	}
	c.Set(valueViewer, there)
	s.fillFrame(frameOf(c), there)
	if err := s.fillPlaces(c, there); err != nil || !opensPage(c.Request()) {
		return there, err
	}
	if err := s.store.MoveSession(detached(c), there); err != nil {
		return nil, err
	}
	c.Set(valueMoved, there.Organisation.Name)
	if f := frameOf(c); r.Method == get {
		f.Flash = s.saysMoved(c, f.Flash)
	}
	return there, nil
}

// placeOf is the person in the other organisation that a request is about; nil when it is about
// the one where they are. NotFound for an organisation that is none of theirs.
func (s *Server) placeOf(c echo.Context, r Route, v *models.Viewer) (*models.Viewer, error) {
	if kind, ok := r.rows(); ok {
		return s.placeOfRow(c, r, v, kind)
	}
	asked, err := s.organisationAsked(c, r)
	if err != nil || asked == "" || asked == v.Organisation.ID {
		return nil, err
	}
	there, err := s.store.ViewerIn(c.Request().Context(), v, asked)
	if models.CodeOf(err) == models.NotFound && asksOrganisation[r.Name] {
		return nil, nil
	}
	return there, err
}

// asksOrganisation are the forms that have a field for the organisation, and so a place to say what
// is wrong with it.
var asksOrganisation = map[string]bool{"user.create": true, "user.new.step": true}

// placeOfRow is placeOf for an address that names a row: where the person may open it.
func (s *Server) placeOfRow(c echo.Context, r Route, v *models.Viewer, kind models.RowKind) (*models.Viewer, error) {
	if v.Places < 2 {
		return nil, nil
	}
	there, err := s.store.ViewerOf(c.Request().Context(), v, kind, c.Param("id"))
	if err != nil || there == nil || !r.Access.Allows(there) {
		return nil, err
	}
	return there, nil
}

// organisationAsked is the id that a form (organisation), or the address of a page or of a form
// with a file, says; "" for none.
func (s *Server) organisationAsked(c echo.Context, r Route) (string, error) {
	if media, _ := s.takes(r.Name); r.Method == get || media != echo.MIMEApplicationForm {
		return c.QueryParam("organisation"), nil
	}
	if err := s.bound(c, r); err != nil {
		return "", err
	}
	body, err := s.values(c)
	return body.Get("organisation"), err
}

// opensPage tells a request that a browser shows to the person from one that a script sends.
func opensPage(r *http.Request) bool {
	dest := r.Header.Get("Sec-Fetch-Dest")
	return (dest == "" || dest == "document") && r.Header.Get("Sec-Purpose") == ""
}

// valueMoved is the name of the organisation that a request has taken its session to.
const valueMoved = "moved"

// saysMoved adds to what is said that the session has gone on to another organisation, if it has.
func (s *Server) saysMoved(c echo.Context, f *views.Flash) *views.Flash {
	name, moved := c.Get(valueMoved).(string)
	if !moved {
		return f
	}
	text := frameOf(c).Locale.T("shell.moved", "organisation", name)
	if f == nil {
		return &views.Flash{Kind: "status", Text: text}
	}
	said := *f
	said.Text = text + " " + said.Text
	return &said
}

// organisationSwitch goes to another of one's organisations: within has done it.
func (s *Server) organisationSwitch(c echo.Context) error {
	v := viewerOf(c)
	s.flash(c, views.Flash{Kind: "status", Text: frameOf(c).Locale.T("shell.here", "organisation", v.Organisation.Name)})
	return s.to(c, firstPage(v))
}

// otherEvents is how many events the switcher offers of each other organisation, and of how
// many organisations.
const (
	otherEvents = 3
	otherPlaces = 8
)

// fillPlaces adds what the switcher offers: the events of the organisation where one is, and
// one's other organisations with their next events.
func (s *Server) fillPlaces(c echo.Context, v *models.Viewer) error {
	f, ctx := frameOf(c), c.Request().Context()
	coming, err := s.store.ComingEvents(ctx, v.Actor)
	if err != nil {
		return err
	}
	f.Coming = eventsOf(coming)
	if f.Places = nil; v.Places < 2 {
		return nil
	}
	places, err := s.store.Places(ctx, v)
	for i, p := range places {
		here := views.Place{ID: p.ID, Name: p.Name, Adds: p.Adds}
		if p.ID != v.Organisation.ID && i < otherPlaces && err == nil {
			here.Coming, err = s.comingAt(c, v, p.ID)
		}
		f.Places = append(f.Places, here)
	}
	return err
}

// comingAt are the next events that a person may open in another organisation of theirs.
func (s *Server) comingAt(c echo.Context, v *models.Viewer, organisation string) ([]views.Event, error) {
	there, err := s.store.ViewerIn(c.Request().Context(), v, organisation)
	if err != nil {
		return nil, err
	}
	coming, err := s.store.ComingEvents(c.Request().Context(), there.Actor)
	return eventsOf(coming[:min(len(coming), otherEvents)]), err
}

func eventsOf(coming []models.EventChoice) (list []views.Event) {
	for _, e := range coming {
		list = append(list, views.Event{ID: e.ID, Name: e.Name, Begins: e.BeginsAt})
	}
	return list
}
