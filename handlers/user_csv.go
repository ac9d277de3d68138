package handlers

import (
	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/component"
)

// userCSV is the list as a file, under the same filters, all its pages.
func (s *Server) userCSV(c echo.Context) error {
	filter := forms.ReadPeopleFilter(c.QueryParams())
	list, errs, err := s.people(c, filter)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return s.userList(c)
	}
	roles, err := s.store.RoleChoices(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.file(c, "users.csv", func(t *table) error {
		if err := t.row(userHeadings(frameOf(c).Locale)...); err != nil {
			return err
		}
		for {
			for _, p := range list.Rows {
				if err := t.row(userCells(c, p, roleOf(p.Role, roles))...); err != nil {
					return err
				}
			}
			if list.After == "" {
				return nil
			}
			filter.After, filter.Before = list.After, ""
			if list, _, err = s.people(c, filter); err != nil {
				return err
			}
		}
	})
}

func userHeadings(l *i18n.Locale) []string {
	cells := []string{l.T("user.csv.name"), l.T("user.csv.email"), l.T("user.csv.phone"), l.T("user.csv.title"), l.T("user.csv.status"), l.T("user.csv.role")}
	for _, a := range access.Areas() {
		cells = append(cells, component.SectionName(l, a.Section))
	}
	return append(cells, l.T("user.csv.events"), l.T("user.csv.from"), l.T("user.csv.until"), l.T("user.csv.last_seen"))
}

func userCells(c echo.Context, p models.Listed, role access.Role) []string {
	f := frameOf(c)
	cells := []string{p.Name, p.Email, p.Phone, p.Title, f.Locale.T("status." + string(p.Status)), component.RoleName(f.Locale, role)}
	for _, a := range access.Areas() {
		cells = append(cells, component.LevelName(f.Locale, p.Grant.Levels.At(a.Section)))
	}
	events, seen := f.Locale.N("user.csv.chosen", len(p.Grant.Scope.Events)), ""
	if p.Grant.Scope.All {
		events = f.Locale.T("user.csv.all_events")
	}
	if !p.LastSeenAt.IsZero() {
		seen = f.In(p.LastSeenAt).Format("2006-01-02 15:04")
	}
	return append(cells, events, p.Grant.Validity.From, p.Grant.Validity.Until, seen)
}
