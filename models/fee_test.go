package models

import "testing"

// CC9, both ways, with its corners.
func TestTheCalculatorGoesBothWays(t *testing.T) {
	fees := UsualFees()
	for _, c := range []struct {
		price, net int64
		ok         bool
	}{
		{250, 225, true}, {1000, 900, true}, {1800, 1620, true}, {1801, 1657, true}, {2000, 1840, true}, {3800, 3496, true},
		{249, 0, false}, {3801, 0, false}, {1, 0, false}, {0, 0, false}, {-1, 0, false},
	} {
		if got, ok := fees.Net(c.price); ok != c.ok || ok && got != c.net {
			t.Errorf("the net of %d: %d %t, want %d %t", c.price, got, ok, c.net, c.ok)
		}
	}
	for _, c := range []struct {
		net, price int64
		ok         bool
	}{
		{225, 250, true}, {900, 1000, true}, {1620, 1800, true}, // 16.20 still fits 90 %
		{1621, 1801, true}, {1640, 1801, true}, {1655, 1801, true}, // fits neither: the smallest price above 18.00
		{1656, 1801, true}, // 16.56 / 0.92 is 18.00, which keeps 90 %
		{1657, 1801, true}, {1840, 2000, true}, {3496, 3800, true},
		{224, 0, false}, {0, 0, false}, {-5, 0, false}, {3497, 0, false}, {9_000_000_000, 0, false},
	} {
		if got, ok := fees.Price(c.net); ok != c.ok || ok && got != c.price {
			t.Errorf("the price for %d: %d %t, want %d %t", c.net, got, ok, c.price, c.ok)
		}
	}
}

// For every revenue the answer yields at least it, and no smaller price does; tried one by one.
func TestTheSmallestPriceIsTheSmallest(t *testing.T) {
	for name, fees := range map[string]Fees{
		"usual": UsualFees(), "one": {{100, 5000, 8850}}, "falling": {{0, 1000, 9900}, {1000, 2000, 5000}, {2000, 5000, 9999}}, "everything": {{0, 5000, 10000}}, "little": {{0, 5000, 1}},
	} {
		lowest, _ := fees.Net(fees[0].Above)
		for net := int64(0); net <= 5100; net++ {
			want, found := int64(0), false
			for price := max(fees[0].Above, 1); price <= 5000 && !found && net >= lowest; price++ {
				if got, ok := fees.Net(price); ok && got >= net {
					want, found = price, true
				}
			}
			if fees[0].Above == 0 && net == 0 {
				want = 0 // what is free brings nothing, which is enough
			}
			if got, ok := fees.Price(net); ok != found || ok && got != want {
				t.Fatalf("%s: %d: %d %t, want %d %t", name, net, got, ok, want, found)
			}
		}
	}
}

func TestASchedulesFaultsAreNamed(t *testing.T) {
	for name, fees := range map[string]Fees{
		"none": nil, "empty": {{100, 100, 9000}}, "backwards": {{200, 100, 9000}}, "no share": {{0, 100, 0}}, "too much": {{0, 100, 10001}},
		"gap": {{0, 100, 9000}, {200, 300, 9000}}, "overlap": {{0, 100, 9000}, {50, 300, 9000}},
	} {
		if CodeOf(fees.check()) != Invalid {
			t.Error(name, "passed")
		}
	}
	if err := UsualFees().check(); err != nil {
		t.Error(err)
	}
}
