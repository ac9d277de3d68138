package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/models"
	"coulisse/views/page"
)

// mailboxList lists the mails that were kept instead of being sent. Where mails are sent
// there is no mailbox.
func (s *Server) mailboxList(c echo.Context) error {
	if !s.config.Mailbox() {
		return models.Fail(models.NotFound, "error.not_found")
	}
	rows, err := s.store.MailboxList(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Mailbox(page.MailboxPage{Rows: rows}))
}

// mailboxShow is one of them.
func (s *Server) mailboxShow(c echo.Context) error {
	if !s.config.Mailbox() {
		return models.Fail(models.NotFound, "error.not_found")
	}
	m, err := s.store.MailboxMessage(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.MailboxMessage(page.MailboxMessagePage{Mail: *m}))
}
