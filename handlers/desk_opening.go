package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// deskOpenings lists the organisations that support has opened and what became of them.
func (s *Server) deskOpenings(c echo.Context) error {
	list, err := s.store.Openings(c.Request().Context(), staffOf(c))
	if err != nil {
		return err
	}
	mailings := make([]models.Mailing, len(list))
	for i, o := range list {
		mailings[i] = models.Mailing{Organisation: models.Desk, Kind: models.MailOpening, Email: o.Email}
	}
	pauses, err := s.store.ResendPauses(c.Request().Context(), mailings...)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.DeskOpenings(page.DeskOpeningsPage{Rows: list, Pauses: pauses, Now: s.store.Now()}))
}

// deskOpeningNew asks what is to be opened, and for whom.
func (s *Server) deskOpeningNew(c echo.Context) error {
	tag := frameOf(c).Locale.Tag()
	return s.render(c, http.StatusOK, page.DeskOpeningForm(page.DeskOpeningFormPage{Entry: forms.Opening{Locale: tag, TimeZone: forms.HomeZone(tag)}}))
}

// deskOpeningCreate mails the link by which the organisation comes to be (MP2).
func (s *Server) deskOpeningCreate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadOpening(body)
	errs := form.Validate()
	if len(errs) == 0 {
		if _, err = s.store.OpenOrganisation(detached(c), staffOf(c), form.Opening()); err == nil {
			s.say(c, "opening.flash.created", "organisation", form.Organisation, "email", form.Email)
			return s.to(c, "desk.openings")
		}
	}
	return s.again(c, errs, err, func(errs forms.Errors) templ.Component {
		return page.DeskOpeningForm(page.DeskOpeningFormPage{Entry: form, Errors: errs})
	})
}

// deskOpeningResend mails a new link.
func (s *Server) deskOpeningResend(c echo.Context) error {
	o, err := s.store.ResendOpening(detached(c), staffOf(c), c.Param("id"))
	return s.openingDone(c, o, err, "opening.flash.resent")
}

// deskOpeningWithdraw ends the link.
func (s *Server) deskOpeningWithdraw(c echo.Context) error {
	o, err := s.store.WithdrawOpening(detached(c), staffOf(c), c.Param("id"))
	return s.openingDone(c, o, err, "opening.flash.withdrawn")
}

func (s *Server) openingDone(c echo.Context, o *models.Opening, err error, key string) error {
	if err != nil {
		return err
	}
	s.say(c, key, "organisation", o.Organisation, "email", o.Email)
	return s.to(c, "desk.openings")
}
