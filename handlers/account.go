package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// accountShow shows the organisation's details and policies.
func (s *Server) accountShow(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	o, err := s.store.Organisation(ctx, actor)
	if err != nil {
		return err
	}
	owner, err := s.store.Owner(ctx, actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Account(page.AccountPage{Name: o.Name, TimeZone: o.TimeZone, Locale: o.Locale, MembersEdit: o.MembersEdit,
		InvitationDays: o.InvitationDays, Currency: o.Currency, OwnAcquiring: o.OwnAcquiring, OwnerName: owner.Name, OwnerEmail: owner.Email, SupportView: o.SupportView}))
}

// accountSupport gives or withdraws the owner's consent that support may look at the console as
// a member does.
func (s *Server) accountSupport(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	v := forms.Read(body)
	on, err := strconv.ParseBool(v.Line("view", 5))
	if err != nil || len(v.Faults()) > 0 {
		return models.Fault("view", "account.support.unclear")
	}
	changed, err := s.store.ConsentToView(detached(c), viewerOf(c).Actor, on)
	if err != nil {
		return err
	}
	if changed {
		key := "account.support.withdrawn"
		if on {
			key = "account.support.given"
		}
		s.say(c, key)
	}
	return s.to(c, "account.show")
}

// accountEdit shows the form.
func (s *Server) accountEdit(c echo.Context) error {
	o, err := s.store.Organisation(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.AccountForm(page.AccountFormPage{Entry: forms.AccountFrom(o)}))
}

// accountUpdate saves the form; a stale save comes back as it was entered.
func (s *Server) accountUpdate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadAccount(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page.AccountForm(page.AccountFormPage{Entry: form, Errors: errs}))
	}
	changed, err := s.store.UpdateOrganisation(detached(c), viewerOf(c).Actor, form.Version, form.Details())
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Conflict {
		return s.accountStale(c, form, refused)
	}
	if refused != nil && refused.Field != "" {
		return s.render(c, http.StatusUnprocessableEntity, page.AccountForm(page.AccountFormPage{Entry: form, Errors: forms.Errors{{Field: refused.Field, Key: refused.Key, Args: refused.Args}}}))
	}
	if err != nil {
		return err
	}
	key := "account.flash.unchanged"
	if changed {
		key = "account.flash.saved"
	}
	s.say(c, key)
	return s.to(c, "account.show")
}

func (s *Server) accountStale(c echo.Context, form forms.Account, refused *models.Error) error {
	o, err := s.store.Organisation(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	stored := forms.AccountFrom(o)
	form.Version = o.Version // the next save is made in the knowledge of what stands now
	return s.render(c, http.StatusConflict, page.AccountForm(page.AccountFormPage{Entry: form, Stored: &stored, Errors: forms.Errors{{Key: refused.Key}}}))
}
