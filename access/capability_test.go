package access

import "testing"

func TestACapabilityAsksForTheLevelsThatItGives(t *testing.T) {
	for name, c := range map[string]struct {
		levels                    Levels
		sells, orders, settlement bool
	}{
		"nothing":          {nil, false, false, false},
		"account alone":    {Levels{Account: Edit}, false, false, false},
		"buyers alone":     {Levels{Customers: Approve}, false, true, false},
		"account and view": {Levels{Account: Edit, Customers: View}, false, true, false},
		"both":             {Levels{Account: Edit, Customers: Edit}, true, true, false},
		"figures":          {Levels{Reports: View}, false, true, false},
		"finance":          {Levels{Finance: View}, false, false, true},
		"everything":       {Everything(), true, true, true},
	} {
		if l := c.levels; l.SellsByToken() != c.sells || l.ReadsOrders() != c.orders || l.ReadsSettlements() != c.settlement {
			t.Errorf("%s: %v %v %v", name, l.SellsByToken(), l.ReadsOrders(), l.ReadsSettlements())
		}
	}
}

// A built-in role that starts with a mail shows what the mail tells.
func TestBuiltInRolesStartWithMailsThatTheirLevelsShow(t *testing.T) {
	for _, r := range Roles() {
		if r.Orders && !r.Levels.ReadsOrders() || r.Settlements && !r.Levels.ReadsSettlements() {
			t.Errorf("%s: orders %v, settlements %v", r.Key, r.Orders, r.Settlements)
		}
	}
}
