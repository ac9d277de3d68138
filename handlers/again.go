package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
)

// again shows a form once more with what was entered: because of the faults in errs, or
// because of an error that the person can do something about, such as too many tries or a
// busy machine. Any other error goes on to its own page.
func (s *Server) again(c echo.Context, errs forms.Errors, err error, form func(forms.Errors) templ.Component) error {
	status, err := http.StatusUnprocessableEntity, s.unavailable(c, err)
	if err != nil {
		var ours *models.Error
		faults, isFault := forms.FromFault(err)
		switch {
		case isFault:
			errs = append(errs, faults...)
		case errors.As(err, &ours) && (ours.Code == models.RateLimited || ours.Code == models.Busy):
			status = statusOf[ours.Code]
			c.Response().Header().Set("Retry-After", strconv.Itoa(max(1, ours.After)))
			errs.Add(ours.Field, ours.Key, ours.Args...)
		default:
			return err
		}
	}
	return s.render(c, status, form(errs))
}
