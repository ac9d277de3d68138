package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/component"
	"coulisse/views/page"
)

// importList shows the imports of events within the actor's scope.
func (s *Server) importList(c echo.Context) error {
	at, errs := forms.ReadPage(c.QueryParams())
	list := &models.Imports{}
	if len(errs) == 0 {
		var err error
		list, err = s.store.Imports(c.Request().Context(), viewerOf(c).Actor, at)
		if faults, ok := forms.FromFault(err); ok {
			list, errs = &models.Imports{}, faults
		} else if err != nil {
			return err
		}
	}
	p := page.ImportListPage{Errors: errs, Rows: list.Rows, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit, Previous: list.Before, Next: list.After}
	return s.render(c, statusFor(errs), page.ImportList(p))
}

// statusFor is the status of a page that may have found fault with its address.
func statusFor(errs forms.Errors) int {
	if len(errs) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// importNew shows the form that uploads a file.
func (s *Server) importNew(c echo.Context) error {
	return s.importForm(c, http.StatusOK, forms.Import{}, nil)
}

func (s *Server) importForm(c echo.Context, status int, form forms.Import, errs forms.Errors) error {
	events, err := s.store.EventsOnSale(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	p := page.ImportFormPage{Errors: errs, Event: form.Event, Most: i18n.Size(s.config.Limits.Import)}
	for _, e := range events {
		p.Events = append(p.Events, component.Option{Value: e.ID, Label: e.Name})
	}
	return s.render(c, status, page.ImportForm(p))
}

// importCreate takes an uploaded file, once it is known that there is room for it. Nothing is flashed:
// the page of the import says all.
func (s *Server) importCreate(c echo.Context) error {
	err := s.store.RoomForImport(c.Request().Context(), viewerOf(c).Actor)
	if errs, ok := forms.FromFault(err); ok {
		return s.importForm(c, http.StatusUnprocessableEntity, forms.Import{}, errs)
	}
	if err != nil {
		return err
	}
	body, files, err := s.upload(c)
	if err != nil {
		return err
	}
	form := forms.ReadImport(body, files)
	if errs := form.Validate(); len(errs) > 0 {
		return s.importForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	id, err := s.store.StartImport(detached(c), viewerOf(c).Actor, form.Upload(frameOf(c).Locale.Tag()))
	if errs, ok := forms.FromFault(err); ok {
		return s.importForm(c, http.StatusUnprocessableEntity, form, errs)
	}
	if err != nil {
		return err
	}
	return s.to(c, "import.show", id)
}

// importShow is the one page of an import, whatever its state.
func (s *Server) importShow(c echo.Context) error {
	return s.importPage(c, nil)
}

// importPage shows an import, with what was wrong with the last form or with the address.
func (s *Server) importPage(c echo.Context, errs forms.Errors) error {
	ctx, actor, id := c.Request().Context(), viewerOf(c).Actor, c.Param("id")
	i, err := s.store.ShownImport(ctx, actor, id)
	if err != nil {
		return err
	}
	at, faults := forms.ReadPage(c.QueryParams())
	found := &models.FoundFaults{}
	if errs = append(errs, faults...); len(errs) == 0 {
		found, err = s.store.ImportFaults(ctx, actor, id, at)
		if wrong, ok := forms.FromFault(err); ok {
			found, errs = &models.FoundFaults{}, wrong
		} else if err != nil {
			return err
		}
	}
	return s.render(c, statusFor(errs), page.Import(page.ImportPage{ShownImport: *i, Errors: errs, Found: found.Rows, Previous: found.Before, Next: found.After}))
}

// importConfirm has a checked import imported.
func (s *Server) importConfirm(c echo.Context) error {
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadConfirmation(body)
	if errs := form.Validate(); len(errs) > 0 {
		return s.importPage(c, errs)
	}
	return s.changeImport(c, func(ctx context.Context, a access.Actor, id string) error {
		return s.store.ConfirmImport(ctx, a, id, form.Mail)
	})
}

// importCheck has the file of a refused import checked once more.
func (s *Server) importCheck(c echo.Context) error {
	return s.changeImport(c, s.store.RecheckImport)
}

func (s *Server) changeImport(c echo.Context, change func(context.Context, access.Actor, string) error) error {
	id := c.Param("id")
	if err := change(detached(c), viewerOf(c).Actor, id); err != nil {
		return err
	}
	return s.to(c, "import.show", id)
}

// importDiscardForm asks before an import is thrown away.
func (s *Server) importDiscardForm(c echo.Context) error {
	i, err := s.store.Import(c.Request().Context(), viewerOf(c).Actor, c.Param("id"))
	if err != nil {
		return err
	}
	if err := i.Discardable(); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.ImportDiscard(*i))
}

// importDiscard throws an import away.
func (s *Server) importDiscard(c echo.Context) error {
	if err := s.store.DiscardImport(detached(c), viewerOf(c).Actor, c.Param("id")); err != nil {
		return err
	}
	s.say(c, "import.flash.discarded")
	return s.to(c, "import.list")
}

// importFaults is everything that is wrong in a file, as a file.
func (s *Server) importFaults(c echo.Context) error {
	return s.file(c, "faults.csv", func(t *table) error {
		l := frameOf(c).Locale
		if err := t.row(l.T("import.csv.row"), l.T("import.csv.column"), l.T("import.csv.what"), l.T("import.csv.value")); err != nil {
			return err
		}
		return s.store.EachImportFault(c.Request().Context(), viewerOf(c).Actor, c.Param("id"), func(f models.FoundFault) error {
			line := ""
			if f.Line > 0 {
				line = strconv.Itoa(f.Line)
			}
			return t.row(line, page.ImportColumn(l, f.Field), l.T(f.Says.Key, f.Says.Args...), f.Value)
		})
	})
}

// importExample is a file as one could be uploaded, in the reader's language.
func (s *Server) importExample(c echo.Context) error {
	t, err := newTable(c, "example.csv")
	if err != nil {
		return err
	}
	f := frameOf(c)
	l := f.Locale
	var heads []string
	for _, column := range models.ImportColumns {
		heads = append(heads, page.ImportColumn(l, column))
	}
	today, full, child := f.In(f.Now).Format("2006-01-02"), l.T("import.example.type"), l.T("import.example.child")
	for _, cells := range [][]string{
		heads,
		{"10001", full, "2", "Mia Holm", "mia.holm@example.org", "+45 5550 0100", l.Tag(), l.Amount(1800, f.Currency), today},
		{"10001", child, "1", "", "", "", "", l.Amount(900, f.Currency), ""},
		{"10002", full, "", "Jean Moreau", "jean.moreau@example.org", "", "fr", "", today},
	} {
		if err := t.row(cells...); err != nil {
			return err
		}
	}
	return t.end()
}
