package forms

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coulisse/models"
)

// maxBrackets is how many brackets the form takes.
const maxBrackets = 12

// Fees is the form of a fee schedule: the lowest price, and for each bracket its upper end and
// the share that is kept, in percent, as they were typed. Rows without anything in them do not
// count.
type Fees struct {
	Lowest  string
	UpTo    []string
	Kept    []string
	Version int

	faults Errors
}

// FeesFrom fills the form with a schedule, and two empty rows to go on.
func FeesFrom(s *models.FeeSchedule, r Reader) Fees {
	f := Fees{Version: s.Version}
	for i, b := range s.Fees {
		if i == 0 {
			f.Lowest = r.Locale.Amount(b.Above, r.Currency)
		}
		f.UpTo, f.Kept = append(f.UpTo, r.Locale.Amount(b.UpTo, r.Currency)), append(f.Kept, share(b.Kept, r))
	}
	f.pad()
	return f
}

// share is a share in percent as one types it: 92 or 92,5.
func share(kept int, r Reader) string {
	text := strings.TrimSpace(strings.TrimSuffix(r.Locale.Percent(kept), "%"))
	return strings.Trim(text, "\u00A0")
}

// pad adds empty rows.
func (f *Fees) pad() {
	for n := min(len(f.UpTo)+2, maxBrackets); len(f.UpTo) < n; {
		f.UpTo, f.Kept = append(f.UpTo, ""), append(f.Kept, "")
	}
}

// ReadFees reads the submitted form.
func ReadFees(body url.Values) Fees {
	v := Read(body)
	f := Fees{Lowest: v.Line("lowest", maxID)}
	for i := range maxBrackets {
		upTo, kept := v.Line("up_to."+strconv.Itoa(i), maxID), v.Line("kept."+strconv.Itoa(i), 10)
		if upTo != "" || kept != "" {
			f.UpTo, f.Kept = append(f.UpTo, upTo), append(f.Kept, kept)
		}
	}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	f.pad()
	return f
}

// Schedule reads the form as fees; what cannot be read is an error at its field.
func (f Fees) Schedule(r Reader) (fees models.Fees, errs Errors) {
	errs = slices.Clone(f.faults)
	above, ok := r.Locale.ParseAmount(f.Lowest, r.Currency)
	if !ok {
		errs.Add("lowest", "ticket_type.bad_price", "example", r.Locale.Amount(250, r.Currency))
	}
	for i := range f.UpTo {
		if f.UpTo[i]+f.Kept[i] == "" {
			continue
		}
		field := strconv.Itoa(i)
		upTo, ok := r.Locale.ParseAmount(f.UpTo[i], r.Currency)
		if !ok {
			errs.Add("up_to."+field, "ticket_type.bad_price", "example", r.Locale.Amount(1800, r.Currency))
		}
		kept, ok := percent(f.Kept[i], r)
		if !ok {
			errs.Add("kept."+field, "fee.bad_share")
		}
		fees, above = append(fees, models.Bracket{Above: above, UpTo: upTo, Kept: kept}), upTo
	}
	return fees, errs
}

// percent reads a share in hundredths of a percent.
func percent(text string, r Reader) (kept int, ok bool) {
	n, ok := r.Locale.ParseAmount(strings.TrimSpace(strings.TrimSuffix(text, "%")), "EUR") // two decimals
	return int(n), ok && n >= 1 && n <= 10_000
}

// Settling names the version of a settlement that was looked at.
type Settling struct {
	Version int

	faults Errors
}

// ReadSettling reads the submitted form.
func ReadSettling(body url.Values) Settling {
	v := Read(body)
	f := Settling{}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = v.Faults()
	return f
}

// Validate refuses what is no text.
func (f Settling) Validate() Errors { return f.faults }

// Calculator is the price calculator, as it stands in the address: a public price, or what is
// to be kept of it.
type Calculator struct {
	Price, Revenue string

	faults Errors
}

// ReadCalculator reads the query of the calculator's address.
func ReadCalculator(query url.Values) Calculator {
	v := Read(query)
	f := Calculator{Price: v.Line("price", maxID), Revenue: v.Line("revenue", maxID)}
	f.faults = v.Faults()
	return f
}

// Amounts reads what was typed; asked tells which of the two there are.
func (f Calculator) Amounts(r Reader) (price, revenue int64, asked [2]bool, errs Errors) {
	errs = slices.Clone(f.faults)
	var ok bool
	if asked[0] = f.Price != ""; asked[0] {
		if price, ok = r.Locale.ParseAmount(f.Price, r.Currency); !ok {
			errs.Add("price", "ticket_type.bad_price", "example", r.Locale.Amount(1800, r.Currency))
		}
	}
	if asked[1] = f.Revenue != ""; asked[1] {
		if revenue, ok = r.Locale.ParseAmount(f.Revenue, r.Currency); !ok {
			errs.Add("revenue", "ticket_type.bad_price", "example", r.Locale.Amount(1620, r.Currency))
		}
	}
	return price, revenue, asked, errs
}
