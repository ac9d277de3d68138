package models

import "time"

// checkQuotas refuses what the quotas do not hold.
func (r *importReader) checkQuotas() {
	wanted := map[string]int{}
	byID := map[string]OfferedType{}
	for _, tt := range r.offered {
		byID[tt.ID] = tt
	}
	for _, o := range r.orders {
		for _, l := range o.Lines {
			tt := byID[l.Type]
			wanted[tt.Root()] += l.Count
		}
	}
	for _, tt := range r.offered {
		if n := wanted[tt.ID]; n > tt.Left {
			r.fault(0, "type", "", "import.fault.quota", "name", tt.Name, "wanted", n, "left", tt.Left)
		}
	}
}

// bulk is what is to be placed, each order when it was sold: at noon of its day in the
// organisation's zone where no time is said, and now where that is today or the time has yet to come.
func (r *importReader) bulk() Bulk {
	zone := r.org.Zone()
	for i, on := range r.days {
		if at := r.times[i]; !at.IsZero() {
			if at.Before(r.now) {
				r.orders[i].Placed = at
			}
			continue
		}
		if t, err := time.ParseInLocation(time.DateOnly, on, zone); err == nil && on < r.today {
			r.orders[i].Placed = t.Add(12 * time.Hour).UTC()
		}
	}
	return Bulk{Event: r.event.ID, Channel: ChannelImport, Source: r.ID, File: r.FileName, Mail: r.Mail, Orders: r.orders}
}
