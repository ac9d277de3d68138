package handlers

import (
	"net/http"
	"net/http/httptest"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/views"
	"coulisse/views/page"
)

// UserListFromMemory reads a page of the user list once, as the sender of a request sees it,
// and then renders it from memory again and again: no session, no rights, no database.
func (s *Server) UserListFromMemory(r *http.Request) (http.Handler, error) {
	var p page.UserListPage
	var frame *views.Frame
	read := func(c echo.Context) error {
		filter := forms.ReadPeopleFilter(c.QueryParams())
		shown, _, err := s.people(c, filter)
		if err != nil {
			return err
		}
		frame = frameOf(c)
		p, err = s.userListPage(c, filter, shown)
		return err
	}
	c := s.echo.NewContext(r, httptest.NewRecorder())
	c.SetPath(s.paths["user.list"])
	if err := s.frame(s.session(read))(c); err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := s.echo.NewContext(r.WithContext(views.With(r.Context(), frame)), w)
		if err := s.render(c, http.StatusOK, page.UserList(p)); err != nil {
			s.fail(err, c)
		}
	}), nil
}
