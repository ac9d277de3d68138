package handlers

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
)

// mostKept is how many bytes of a form are kept for who has to sign in again.
const mostKept = 64 << 10

// notKept are the fields that are never kept, besides those whose name holds "password".
var notKept = map[string]bool{"current": true, "code": true, "recovery": true, "proof": true, "token": true}

// keepForm keeps what somebody sent after their session had ended, and says on which page the form
// stands. kept is false when it was too large, held files, or nobody can say whose it is.
func (s *Server) keepForm(c echo.Context) (page string, kept bool, err error) {
	r := c.Request()
	page = s.pageOfForm(r)
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != echo.MIMEApplicationForm || r.ContentLength <= 0 || r.ContentLength > mostKept {
		return page, false, nil
	}
	values, err := s.values(c)
	if err != nil {
		return page, false, err
	}
	for name := range values {
		if notKept[name] || strings.Contains(name, "password") {
			values.Del(name)
		}
	}
	session, err := s.sessions.Get(r, s.sessions.cookie)
	if err != nil {
		return page, false, err
	}
	content := models.FormContent{Action: r.URL.Path, Page: page, Values: values}
	kept, err = s.store.KeepForm(detached(c), s.browser(c), session.ID, content)
	return page, kept, err
}

// pageOfForm is the page on which a form stands: the one that sent it, unless that was the answer
// to the form itself; then the one that begins it, by its address.
func (s *Server) pageOfForm(r *http.Request) string {
	action := strings.TrimSuffix(r.URL.Path, "/")
	if from, err := url.Parse(r.Referer()); err == nil && from.Path != action && s.opens(from.Path) && s.ours(from, r) {
		if local := forms.Local(from.RequestURI()); local != "" {
			return local
		}
	}
	for _, page := range []string{action + "/new", action + "/edit", action} {
		if s.opens(page) {
			return page
		}
	}
	for cut := strings.LastIndexByte(action, '/'); cut > 0; cut = strings.LastIndexByte(action, '/') {
		if action = action[:cut]; s.opens(action) {
			return action
		}
	}
	return s.url("home")
}

// ours tells whether an address is on this console.
func (s *Server) ours(u *url.URL, r *http.Request) bool {
	return u.Host == r.Host || u.Scheme+"://"+u.Host == s.config.BaseURL
}

// opens tells whether a path is that of a page for people who are signed in.
func (s *Server) opens(path string) bool {
	c := s.echo.AcquireContext()
	defer s.echo.ReleaseContext(c)
	c.SetPath("")
	s.echo.Router().Find(http.MethodGet, path, c)
	r, ok := s.named[http.MethodGet+" "+c.Path()]
	return ok && r.Access != Public && r.Access != Token
}

// keptPage is the address of the page of a form that is kept for who has just signed in; "" for none.
func (s *Server) keptPage(c echo.Context, user string) (address string, err error) {
	kept, err := s.store.KeptForm(c.Request().Context(), s.browser(c), user)
	if kept == nil || err != nil {
		return "", err
	}
	to, err := url.Parse(kept.Page)
	if err != nil {
		return "", err
	}
	q := to.Query()
	q.Set(askKept, "1")
	to.RawQuery = q.Encode()
	return to.RequestURI(), nil
}

// askKept in the address of a page asks for the form that is kept for it.
const askKept = "kept"

// withKept renders a page with what its reader had entered in its form before they had to sign in
// again, once, and says so; nil when the page is to be rendered as it is.
func (s *Server) withKept(c echo.Context, page templ.Component) ([]byte, error) {
	v := viewerOf(c)
	if v == nil || c.Request().Method != http.MethodGet || c.QueryParam(askKept) == "" {
		return nil, nil
	}
	ctx := c.Request().Context()
	kept, err := s.store.KeptForm(ctx, s.browser(c), v.User.ID)
	if kept == nil || err != nil {
		return nil, err
	}
	f := frameOf(c)
	f.Flash = &views.Flash{Kind: "status", Text: f.Locale.T("form.kept")}
	text, err := rendered(ctx, page)
	if err != nil {
		return nil, err
	}
	filled, entered, err := refill(text, *kept)
	if err == nil && entered == 0 { // nothing of it is on this page
		f.Flash = &views.Flash{Kind: "alert", Text: f.Locale.T("form.not_sent")}
		filled, err = rendered(ctx, page)
	}
	if err != nil {
		return nil, err
	}
	return filled, s.store.ForgetForm(detached(c), s.browser(c), v.User.ID)
}
