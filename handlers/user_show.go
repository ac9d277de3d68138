package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/page"
)

// shownHistory is how many entries a person's page shows.
const shownHistory = 20

// userShow is one person in words: what they may do and why, and what happened.
func (s *Server) userShow(c echo.Context) error {
	ctx, actor := c.Request().Context(), viewerOf(c).Actor
	p, err := s.store.Person(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	story, err := s.store.Story(ctx, p, s.limits)
	if err != nil {
		return err
	}
	roles, err := s.store.RoleChoices(ctx, actor)
	if err != nil {
		return err
	}
	mails, err := s.unsentMails(ctx)
	if err != nil {
		return err
	}
	shown := userShown(p, story, roleOf(p.Role, roles))
	if shown.Tokens, err = s.store.TokensOf(ctx, actor, p); err != nil {
		return err
	}
	shown.Unsent, shown.ByHand = mails.of(p.Invitation), p.Invitation.ByHand()
	pauses, err := s.store.ResendPauses(ctx, mailingTo(c, p.Email, p.HasAccount()))
	if err != nil {
		return err
	}
	shown.Pause = pauses[0]
	if err := s.addEvents(c, p, &shown); err != nil {
		return err
	}
	entries, names, err := s.store.PersonHistory(ctx, actor, p.ID, shownHistory)
	if err != nil {
		return err
	}
	for _, e := range entries {
		shown.History = append(shown.History, page.HistoryWords(frameOf(c), e, names))
	}
	if actor.Can(access.History, access.View) {
		shown.HistoryMore = views.WithQuery(s.url("history.list"), map[string][]string{"target": {p.ID}})
	}
	return s.render(c, http.StatusOK, page.UserShow(shown))
}

func userShown(p *models.Person, story *models.Story, role access.Role) page.UserShowPage {
	shown := page.UserShowPage{
		ID: p.ID, Name: p.Name, Email: p.Email, Title: p.Title, Phone: p.Phone, Status: string(p.Status), LockedUntil: p.LockedUntil,
		HasAccount: p.HasAccount(), Role: role, Target: p.Target(), Why: map[access.Section]page.Why{}, HiddenEvents: p.HiddenEvents,
		NotifyOrders: p.NotifyOrders, NotifySettlements: p.NotifySettlements, InvitedBy: story.InvitedBy, InvitedAt: p.CreatedAt,
		Expires: p.Invitation.ExpiresAt, Failure: p.Invitation.Failure, Joined: story.Joined, LastSeen: p.LastSeenAt,
		PasswordAt: story.PasswordAt, Sessions: story.Sessions, Schedules: story.Schedules,
	}
	if p.Invitation.AskedAt != nil {
		shown.AskedAt = *p.Invitation.AskedAt
	}
	for section, given := range story.Levels {
		shown.Why[section] = page.Why{By: given.By, At: given.At}
	}
	return shown
}

// addEvents names the chosen events that the reader may see.
func (s *Server) addEvents(c echo.Context, p *models.Person, shown *page.UserShowPage) error {
	if p.Grant.Scope.All {
		return nil
	}
	choices, err := s.store.EventChoices(c.Request().Context(), viewerOf(c).Actor)
	for _, e := range choices {
		if p.Grant.Scope.Contains(e.ID) {
			shown.Events = append(shown.Events, e.Name)
		}
	}
	return err
}
