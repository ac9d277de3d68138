package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/component"
	"coulisse/views/page"
)

// userList shows people and invitations together (MP2). A filter that means nothing is
// refused at its field, above the list that it would have narrowed.
func (s *Server) userList(c echo.Context) error {
	filter := forms.ReadPeopleFilter(c.QueryParams())
	shown, errs, err := s.people(c, filter)
	if err != nil {
		return err
	}
	p, err := s.userListPage(c, filter, shown)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if p.Errors = errs; len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.UserList(p))
}

// people reads the page of the list that a filter asks for; when the filter is at fault,
// the errors and nobody.
func (s *Server) people(c echo.Context, filter forms.PeopleFilter) (*models.People, forms.Errors, error) {
	if errs := filter.Validate(); len(errs) > 0 {
		return &models.People{}, errs, nil
	}
	list, err := s.store.People(c.Request().Context(), viewerOf(c).Actor, filter.People())
	if errs, ok := forms.FromFault(err); ok {
		return &models.People{}, errs, nil
	}
	return list, nil, err
}

func (s *Server) userListPage(c echo.Context, filter forms.PeopleFilter, list *models.People) (page.UserListPage, error) {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	roles, err := s.store.RoleChoices(ctx, actor)
	events, err2 := s.store.EventChoices(ctx, actor)
	p := page.UserListPage{
		Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit, Alone: filter.Empty() && list.Total == 1,
		Filter: page.UserFilter{Q: filter.Search, Status: filter.Status, Role: filter.Role, Section: filter.Section, Level: filter.Level, Event: filter.Event, Sort: filter.Sort},
		Counts: list.Counts, Roles: roles, Previous: list.Before, Next: list.After,
	}
	if actor.Grant.Scope.All {
		p.EventTotal = len(events)
	}
	p.Rows = make([]page.UserRow, 0, len(list.Rows))
	for _, e := range events {
		p.Events = append(p.Events, component.Option{Value: e.ID, Label: e.Name})
	}
	mails, err3 := s.unsentMails(ctx)
	var mailings []models.Mailing
	for _, person := range list.Rows {
		r := userRow(person, roles)
		r.Unsent = mails.of(person.Invitation())
		p.Rows, mailings = append(p.Rows, r), append(mailings, mailingTo(c, r.Email, r.HasAccount))
	}
	if err := errors.Join(err, err2, err3); err != nil || !actor.Can(access.Users, access.Approve) {
		return p, err // who sees no button that mails
	}
	pauses, err := s.store.ResendPauses(ctx, mailings...)
	for i, pause := range pauses {
		p.Rows[i].Pause = pause
	}
	return p, err
}

// mailingTo is what the button mails that stands beside a person: a link to choose a password, or an
// invitation.
func mailingTo(c echo.Context, email string, account bool) models.Mailing {
	kind := models.MailInvitation
	if account {
		kind = models.MailPasswordResetBy
	}
	return models.Mailing{Organisation: viewerOf(c).Organisation.ID, Kind: kind, Email: email}
}

func userRow(l models.Listed, roles []access.Role) page.UserRow {
	return page.UserRow{ID: l.ID, Name: l.Name, Email: l.Email, Title: l.Title, Status: string(l.Status), Locked: !l.LockedUntil.IsZero(),
		HasAccount: l.HasAccount, Role: roleOf(l.Role, roles), Target: l.Target(), LastSeen: l.LastSeenAt, Expires: l.ExpiresAt, Failure: l.Failure}
}

// roleOf finds a person's role among the choices; one that is gone counts as none.
func roleOf(key string, roles []access.Role) access.Role {
	for _, r := range roles {
		if r.Key == key {
			return r
		}
	}
	if key == access.NoRights {
		return access.Role{Key: key}
	}
	return access.Role{Key: access.Custom}
}
