package models

import "slices"

// whole is a share of all, in hundredths of a percent.
const whole = 10_000

// Bracket is the part of a fee schedule for public prices above Above, up to and including UpTo,
// in the currency's smallest unit; the first bracket of a schedule has its lower end too. Kept
// is what the organisation keeps of such a price, in hundredths of a percent.
type Bracket struct {
	Above, UpTo int64
	Kept        int
}

// Fees is a fee schedule: brackets in ascending order, each beginning where the one before
// ends (CC9).
type Fees []Bracket

// UsualFees are those of an organisation that has not chosen its own.
func UsualFees() Fees { return Fees{{250, 1800, 9000}, {1800, 3800, 9200}} }

// Kept is the share that is kept of a public price; ok is false when no rate is known for it.
func (f Fees) Kept(price int64) (kept int, ok bool) {
	for i, b := range f {
		if price <= b.UpTo && price >= f.lowest(i) {
			return b.Kept, true
		}
	}
	return 0, false
}

// lowest is the lowest price of a bracket.
func (f Fees) lowest(i int) int64 {
	if i == 0 {
		return f[0].Above
	}
	return f[i].Above + 1
}

// Net is what the organisation keeps of one ticket at a public price, rounded to the nearest
// smallest unit, halves upwards: 18.01 at 92 % is 16.5692, so 16.57. ok is false when no rate
// is known.
func (f Fees) Net(price int64) (net int64, ok bool) {
	kept, ok := f.Kept(price)
	return netAt(price, kept), ok
}

func netAt(price int64, kept int) int64 { return (price*int64(kept) + whole/2) / whole }

// Price is the smallest public price of which the organisation keeps at least so much. ok is
// false when no rate is known: for less than the lowest price brings, and for more than any.
func (f Fees) Price(net int64) (price int64, ok bool) {
	if len(f) == 0 || net < netAt(f[0].Above, f[0].Kept) {
		return 0, false
	}
	for i, b := range f {
		// The smallest price with price × kept + half ≥ net × whole.
		kept := int64(b.Kept)
		price = max((net*whole-whole/2+kept-1)/kept, f.lowest(i))
		if price <= b.UpTo {
			return price, true
		}
	}
	return 0, false
}

// check refuses a schedule that is empty, has a bracket without prices, a share of nothing or
// of more than all, or a gap or an overlap between two brackets. Faults stand at up_to.<i> and
// kept.<i>, and at above for the lowest price.
func (f Fees) check() error {
	var faults Faults
	if len(f) == 0 {
		return Fault("up_to.0", "fee.none")
	}
	for i, b := range f {
		if b.UpTo <= b.Above {
			faults = append(faults, Fault(feeField("up_to", i), "fee.not_ascending"))
		}
		if b.Kept < 1 || b.Kept > whole {
			faults = append(faults, Fault(feeField("kept", i), "fee.bad_share"))
		}
		if i > 0 && b.Above != f[i-1].UpTo {
			faults = append(faults, Fault(feeField("up_to", i), "fee.gap"))
		}
	}
	return faults.Err()
}

// Equal tells whether two schedules are the same.
func (f Fees) Equal(o Fees) bool { return slices.Equal(f, o) }
