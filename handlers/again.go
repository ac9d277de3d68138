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
		faults, code := atForm(c, err)
		if len(faults) == 0 {
			return err
		}
		status, errs = code, append(errs, faults...)
	}
	return s.render(c, status, form(errs))
}

// atForm is what a form says of an error that the person can do something about, and the status it is
// answered with; nothing for any other error.
func atForm(c echo.Context, err error) (errs forms.Errors, status int) {
	if faults, ok := forms.FromFault(err); ok {
		return faults, http.StatusUnprocessableEntity
	}
	var ours *models.Error
	if errors.As(err, &ours) && (ours.Code == models.RateLimited || ours.Code == models.Busy) {
		c.Response().Header().Set("Retry-After", strconv.Itoa(max(1, ours.After)))
		errs.Add(ours.Field, ours.Key, ours.Args...)
	}
	return errs, statusOf[models.CodeOf(err)]
}
