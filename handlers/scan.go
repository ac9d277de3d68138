package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// scanList shows the doors within the actor's scope, today's first, to choose one.
func (s *Server) scanList(c echo.Context) error {
	filter := forms.ReadGateFilter(c.QueryParams())
	list, errs := &models.Gates{}, filter.Validate()
	if len(errs) == 0 {
		var err error
		list, err = s.store.Gates(c.Request().Context(), viewerOf(c).Actor, filter.Gates())
		if faults, ok := forms.FromFault(err); ok {
			list, errs = &models.Gates{}, faults
		} else if err != nil {
			return err
		}
	}
	p := page.ScanListPage{Errors: errs, Past: filter.Past, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit, Previous: list.Before, Next: list.After}
	for _, d := range list.Rows {
		p.Rows = append(p.Rows, page.GateRow{EventRow: eventRow(d.Event), Entries: d.Entries})
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.ScanList(p))
}

// scanShow is an event's door: the counts, and for those who may scan, where to. It shows what
// came of the scan that the address names, so that it stands after the redirect and a reload.
func (s *Server) scanShow(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	p, err := s.gate(c)
	if err != nil {
		return err
	}
	if id := c.QueryParam("scan"); id != "" && actor.Can(access.AccessControl, access.Edit) {
		v, err := s.store.Verdict(ctx, actor, p.ID, id)
		if err != nil && models.CodeOf(err) != models.NotFound {
			return err
		}
		if err == nil {
			result := page.ScanResultOf(frameOf(c), v)
			p.Result, p.Entry.Device = &result, v.Device
		}
	}
	return s.gatePage(c, http.StatusOK, p)
}

// gate reads the event of the address with its entries, and has the top bar say that the page
// is about it. A new scan gets a name here, so that a form sent twice counts once.
func (s *Server) gate(c echo.Context) (page.ScanPage, error) {
	e, types, err := s.store.Gate(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return page.ScanPage{}, err
	}
	frameOf(c).Event = views.Event{ID: e.ID, Name: e.Name, Begins: e.BeginsAt}
	return page.ScanPage{EventRow: eventRow(*e), Types: types, Entry: forms.Scan{ID: models.NewID(), Device: s.device(c)}}, nil
}

// gatePage renders the page of a door, the one page that may use the camera.
func (s *Server) gatePage(c echo.Context, status int, p page.ScanPage) error {
	c.Response().Header().Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
	return s.render(c, status, page.Scan(p))
}

// scanAnswer is what the script hears of a scan, in the reader's words.
type scanAnswer struct {
	Outcome string   `json:"outcome"`
	Look    string   `json:"look"`
	Word    string   `json:"word"`
	Lines   []string `json:"lines"`
}

// scanCreate checks a ticket in. The form is answered by a redirect to the page that shows
// what came of it, whatever that is; the script, which asks for JSON, by 200 and the verdict.
func (s *Server) scanCreate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form, event := forms.ReadScan(body), c.Param("id")
	if errs := form.Validate(); len(errs) > 0 {
		return s.scanRefused(c, form, errs)
	}
	if form.Device == "" {
		form.Device = s.device(c)
	}
	v, err := s.store.Scan(detached(c), viewerOf(c).Actor, form.Scan(event))
	if err != nil {
		return err
	}
	s.keepDevice(c, form.Device)
	if !wantsJSON(c) {
		return c.Redirect(http.StatusSeeOther, views.WithQuery(s.url("scan.show", event), url.Values{"scan": {v.ID}}))
	}
	result := page.ScanResultOf(frameOf(c), v)
	return c.JSON(http.StatusOK, scanAnswer{string(v.Outcome), result.Look, result.Word, result.Lines})
}

// scanRefused shows a form that could not be read once more, with what was entered.
func (s *Server) scanRefused(c echo.Context, form forms.Scan, errs forms.Errors) error {
	p, err := s.gate(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		l := frameOf(c).Locale
		return c.JSON(http.StatusUnprocessableEntity, scanAnswer{"", page.LookBad, l.T("scan.word.bad"), []string{errs[0].Text(l)}})
	}
	p.Entry, p.Errors = form, errs
	return s.gatePage(c, http.StatusUnprocessableEntity, p)
}

// wantsJSON tells a script from a browser's navigation.
func wantsJSON(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get("Accept"), echo.MIMEApplicationJSON)
}

// scanCount is the live counts for the script, in the reader's words: of the whole door, and
// of each ticket type by its id.
func (s *Server) scanCount(c echo.Context) error {
	_, types, err := s.store.Gate(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, page.ScanCounts(frameOf(c).Locale, types))
}

// deviceCookie holds what a device is called, so that the log can say where a ticket came in.
const deviceCookie = "device"

// device is what this device is called: as somebody has named it, or what its browser claims.
func (s *Server) device(c echo.Context) string {
	if cookie, err := c.Cookie(deviceCookie); err == nil {
		name, err := base64.RawURLEncoding.DecodeString(cookie.Value)
		read := forms.ReadScan(url.Values{"code": {"-"}, "device": {string(name)}})
		if err == nil && len(read.Validate()) == 0 && read.Device != "" {
			return read.Device
		}
	}
	return page.Browser(frameOf(c).Locale, c.Request().UserAgent())
}

// keepDevice has the browser remember what it is called, for a year.
func (s *Server) keepDevice(c echo.Context, name string) {
	if name == "" || name == s.device(c) {
		return
	}
	c.SetCookie(&http.Cookie{Name: deviceCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(name)), Path: s.url("scan.list"), MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.config.Secure(), SameSite: http.SameSiteLaxMode})
}
