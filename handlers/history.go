package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
	"coulisse/views/page"
)

// historyList shows what was done in the organisation, newest first (SE4).
func (s *Server) historyList(c echo.Context) error {
	filter := forms.ReadHistoryFilter(c.QueryParams())
	list, errs, err := s.history(c, filter)
	if err != nil {
		return err
	}
	people, err := s.store.HistoryActors(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	p := page.HistoryPage{Errors: errs, Filter: filter, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit, Previous: list.Before, Next: list.After}
	for _, person := range people {
		p.People = append(p.People, component.Option{Value: person.ID, Label: person.Name})
	}
	for _, e := range list.Rows {
		p.Rows = append(p.Rows, page.HistoryWords(frameOf(c), e, list.Names))
		if filter.Target != "" && p.TargetName == "" { // the newest name
			p.TargetName = e.TargetName
		}
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.History(p))
}

// history reads the page that a filter asks for; when the filter is at fault, the errors and
// nothing.
func (s *Server) history(c echo.Context, filter forms.HistoryFilter) (*models.HistoryPage, forms.Errors, error) {
	if errs := filter.Validate(); len(errs) > 0 {
		return &models.HistoryPage{}, errs, nil
	}
	list, err := s.store.History(c.Request().Context(), viewerOf(c).Actor, filter.History(frameOf(c).Zone))
	if errs, ok := forms.FromFault(err); ok {
		return &models.HistoryPage{}, errs, nil
	}
	return list, nil, err
}

// historyCSV is the history as a file, under the same filters, all its pages.
func (s *Server) historyCSV(c echo.Context) error {
	filter := forms.ReadHistoryFilter(c.QueryParams())
	_, errs, err := s.history(c, filter) // a file is whole, and yet refuses a place in the list that is none
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return s.historyList(c)
	}
	return s.file(c, "history.csv", func(t *table) error {
		if err := t.row(historyHeadings(frameOf(c))...); err != nil {
			return err
		}
		asked := filter.History(frameOf(c).Zone)
		return s.store.EachHistory(c.Request().Context(), viewerOf(c).Actor, asked, func(e models.HistoryEntry, names map[string]string) error {
			return t.row(historyCells(c, e, names)...)
		})
	})
}

func historyHeadings(f *views.Frame) (cells []string) {
	for _, key := range []string{"number", "time", "who", "what", "target", "changes", "address", "request"} {
		cells = append(cells, f.Locale.T("history.csv."+key, "zone", f.Zone.String()))
	}
	return cells
}

func historyCells(c echo.Context, e models.HistoryEntry, names map[string]string) []string {
	f := frameOf(c)
	words := page.HistoryWords(f, e, names)
	var changes []string
	for _, ch := range words.Changes {
		changes = append(changes, f.Locale.T("history.csv.change", "field", ch.Label, "old", orEmpty(f.Locale, ch.Old), "new", orEmpty(f.Locale, ch.New)))
	}
	return []string{strconv.FormatInt(e.Seq, 10), f.In(e.At).Format("2006-01-02 15:04:05"), words.By, words.What, e.TargetName, strings.Join(changes, "; "), e.Address, e.RequestID}
}

func orEmpty(l *i18n.Locale, value string) string {
	if value == "" {
		return l.T("ui.empty")
	}
	return value
}
