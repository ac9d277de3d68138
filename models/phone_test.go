package models_test

import (
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

// The fault: a buyer who had left +45 20 12 34 56 was not found by the eight digits that they
// read out, nor one who had left 06 12 34 56 78 by the number that the telephone showed (CC8).
func TestABuyerIsFoundByTheirPhoneNumberHoweverItIsWritten(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	event, full := a.OnSale(owner, "Cyrano", 0)
	for left, typed := range map[string][]string{
		"+45 20 12 34 56":    {"20123456", "20 12 34 56", "2012", "+4520123456", "0045 20 12 34 56", "4520123456"},
		"30 99 88 77":        {"30998877", "+45 30 99 88 77", "004530998877"},
		"06 12 34 56 78":     {"0612345678", "06 12 34", "+33 6 12 34 56 78", "0033612345678"},
		"+33 7 11 22 33 44":  {"07 11 22 33 44", "711223344", "+33711223344", "+33 (0)7 11 22 33 44"},
		"+1 (418) 555-0199":  {"418 555-0199", "14185550199", "+14185550199"},
		"+354 555 1234":      {"5551234", "555-1234", "+3545551234"},
		"00 358 40 765 4321": {"040 765 4321", "+358 40 765 4321"},
	} {
		a.Order(owner, event, full, 1, models.Contact{Name: "Berta", Phone: left})
		for _, q := range typed {
			if found, err := a.Store.Orders(t.Context(), owner, models.OrderFilter{Search: q}); err != nil || len(found.Rows) != 1 || found.Rows[0].Phone != left {
				t.Errorf("%q finds %d orders of %q: %v", q, len(found.Rows), left, err)
			}
		}
	}
}
