package handlers

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/views"
)

// reportCSV are the sales of all events within the actor's scope as a file, a line for each
// event, type and day, under the same filter as the page.
func (s *Server) reportCSV(c echo.Context) error {
	filter, _, errs, err := s.reportFilter(c)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return s.reportList(c)
	}
	lines, err := s.store.ReportLines(c.Request().Context(), viewerOf(c).Actor, filter.Report())
	if _, ok := forms.FromFault(err); ok {
		return s.reportList(c)
	}
	if err != nil {
		return err
	}
	return s.writeReport(c, lines)
}

// reportEventCSV are the sales of one event as a file.
func (s *Server) reportEventCSV(c echo.Context) error {
	filter := forms.ReadReportFilter(c.QueryParams()).OfOne()
	if len(filter.Validate()) > 0 {
		return s.reportShow(c)
	}
	lines, err := s.store.EventReportLines(c.Request().Context(), viewerOf(c).Actor, c.Param("id"), filter.Report())
	if err != nil {
		return err
	}
	return s.writeReport(c, lines)
}

func (s *Server) writeReport(c echo.Context, lines []models.ReportLine) error {
	f := frameOf(c)
	var heads []string
	for _, key := range []string{"event", "begins", "type", "day", "sold", "revenue", "ended", "lost", "currency"} {
		heads = append(heads, f.Locale.T("report.csv."+key))
	}
	return s.file(c, "sales.csv", func(t *table) error {
		if err := t.row(heads...); err != nil {
			return err
		}
		for _, line := range lines {
			if err := t.row(reportCells(f, line)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// reportCells are the cells of a line: numbers as the reader's language writes them, so that a
// spreadsheet of theirs adds them up.
func reportCells(f *views.Frame, r models.ReportLine) []string {
	return []string{r.Event, f.In(r.BeginsAt).Format("2006-01-02 15:04"), r.Type, r.Day,
		strconv.Itoa(r.Sold.Tickets), f.Locale.Amount(r.Sold.Amount, f.Currency), strconv.Itoa(r.Ended.Tickets), f.Locale.Amount(r.Ended.Amount, f.Currency), f.Currency}
}
