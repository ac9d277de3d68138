package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// tokenList shows the tokens by which the organisation's own programs reach the API.
func (s *Server) tokenList(c echo.Context) error {
	rows, err := s.store.APITokens(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Tokens(page.TokensPage{Rows: rows, BaseURL: s.config.BaseURL}))
}

// tokenNew shows the form.
func (s *Server) tokenNew(c echo.Context) error {
	return s.tokenForm(c, http.StatusOK, forms.NewAPIToken(viewerOf(c).Actor.Grant.Scope.All), nil)
}

func (s *Server) tokenForm(c echo.Context, status int, entry forms.APIToken, errs forms.Errors) error {
	events, err := s.store.EventChoices(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	p := page.TokenFormPage{Entry: entry, Errors: errs}
	for _, e := range events {
		p.Events = append(p.Events, page.EventChoice{ID: e.ID, Name: e.Name, Begins: e.BeginsAt, Ends: e.EndsAt})
	}
	return s.render(c, status, page.TokenForm(p))
}

// tokenCreate makes a token and shows it this once: in this very answer, and nowhere else.
func (s *Server) tokenCreate(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadAPIToken(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.tokenForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	k, token, err := s.store.CreateAPIToken(detached(c), viewerOf(c).Actor, form.Token())
	if errs, ok := forms.FromFault(err); ok {
		return s.tokenForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.TokenCreated(page.TokenCreatedPage{Name: k.Name, Token: token, BaseURL: s.config.BaseURL}))
}

// token reads the token of the address.
func (s *Server) token(c echo.Context) (*models.ListedToken, error) {
	return s.store.APIToken(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
}

// tokenRevokeForm asks before a token is revoked.
func (s *Server) tokenRevokeForm(c echo.Context) error {
	k, err := s.token(c)
	if err != nil {
		return err
	}
	if err := k.Revocable(); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.TokenRevoke(*k))
}

// tokenRevoke has a token count no more.
func (s *Server) tokenRevoke(c echo.Context) error {
	k, err := s.store.RevokeAPIToken(detached(c), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	s.say(c, "token.flash.revoked", "name", k.Name)
	return s.to(c, "account.tokens")
}
