package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/models"
	"coulisse/views/page"
)

// financeShow lists the events with their settlements, beside the fees in force.
func (s *Server) financeShow(c echo.Context) error {
	ctx, actor, filter := c.Request().Context(), viewerOf(c).Actor, forms.ReadFinanceFilter(c.QueryParams())
	fees, err := s.store.FeeSchedule(ctx, actor)
	if err != nil {
		return err
	}
	list, errs := &models.Finances{}, filter.Validate()
	if len(errs) == 0 {
		list, err = s.store.Finances(ctx, actor, filter.Finances())
		if faults, ok := forms.FromFault(err); ok {
			list, errs = &models.Finances{}, faults
		} else if err != nil {
			return err
		}
	}
	p := page.FinancePage{Errors: errs, State: filter.State, Total: min(list.Total, models.CountLimit), Capped: list.Total > models.CountLimit,
		Previous: list.Before, Next: list.After, Fees: brackets(fees.Fees)}
	for _, r := range list.Rows {
		row := page.FinanceRow{EventRow: page.EventRow{ID: r.ID, Name: r.Name, State: r.State, Begins: r.BeginsAt, Ends: r.EndsAt},
			Settlement: r.Settlement, Gross: r.Gross, Net: r.SettledNet}
		if r.Number != nil {
			row.Number = *r.Number
		}
		p.Rows = append(p.Rows, row)
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.Finance(p))
}

func brackets(fees models.Fees) (list []page.Bracket) {
	for i, b := range fees {
		list = append(list, page.Bracket{Above: b.Above, UpTo: b.UpTo, Kept: b.Kept, First: i == 0})
	}
	return list
}

// financeCalculator computes what is kept of a public price, and the price that brings a
// revenue (CC9).
func (s *Server) financeCalculator(c echo.Context) error {
	fees, err := s.store.FeeSchedule(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	form := forms.ReadCalculator(c.QueryParams())
	price, revenue, asked, errs := form.Amounts(reader(c))
	p := page.CalculatorPage{Entry: form, Errors: errs, Fees: brackets(fees.Fees)}
	if asked[0] && errs.At("price") == nil {
		p.Net = &page.Answer{Of: price}
		p.Net.Amount, p.Net.Known = fees.Fees.Net(price)
	}
	if asked[1] && errs.At("revenue") == nil {
		p.Price = &page.Answer{Of: revenue}
		if p.Price.Amount, p.Price.Known = fees.Fees.Price(revenue); p.Price.Known {
			p.Price.Yields, _ = fees.Fees.Net(p.Price.Amount)
		}
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, page.Calculator(p))
}

// financeFees shows the form of the fee schedule.
func (s *Server) financeFees(c echo.Context) error {
	if err := mayChangeFees(c); err != nil {
		return err
	}
	fees, err := s.store.FeeSchedule(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.FeesForm(page.FeesPage{Entry: forms.FeesFrom(fees, reader(c))}))
}

// mayChangeFees refuses those with chosen events: the fees hold for all.
func mayChangeFees(c echo.Context) error {
	if a := viewerOf(c).Actor; !a.Can(access.Finance, access.Approve) || !a.Grant.Scope.All {
		return models.Fail(models.Forbidden, "fee.all_events")
	}
	return nil
}

// financeFeesUpdate saves the fee schedule; a stale save comes back as it was entered.
func (s *Server) financeFeesUpdate(c echo.Context) error {
	if err := mayChangeFees(c); err != nil {
		return err
	}
	body, err := s.values(c)
	if err != nil {
		return err
	}
	form := forms.ReadFees(body)
	fees, errs := form.Schedule(reader(c))
	if len(errs) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page.FeesForm(page.FeesPage{Entry: form, Errors: errs}))
	}
	changed, err := s.store.UpdateFees(detached(c), viewerOf(c).Actor, form.Version, fees)
	var refused *models.Error
	switch faults, ok := forms.FromFault(err); {
	case ok:
		return s.render(c, http.StatusUnprocessableEntity, page.FeesForm(page.FeesPage{Entry: form, Errors: faults}))
	case errors.As(err, &refused) && refused.Code == models.Conflict:
		return s.feesStale(c, form, refused)
	case err != nil:
		return err
	}
	key := "fee.flash.unchanged"
	if changed {
		key = "fee.flash.saved"
	}
	s.say(c, key)
	return s.to(c, "finance.show")
}

func (s *Server) feesStale(c echo.Context, form forms.Fees, refused *models.Error) error {
	stored, err := s.store.FeeSchedule(c.Request().Context(), viewerOf(c).Actor)
	if err != nil {
		return err
	}
	form.Version = stored.Version // the next save is made in the knowledge of what stands now
	return s.render(c, http.StatusConflict, page.FeesForm(page.FeesPage{Entry: form, Stored: brackets(stored.Fees), Errors: forms.Errors{{Key: refused.Key}}}))
}
