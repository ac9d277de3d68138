package models

// importCount is what a file comes to.
type importCount struct {
	orders, tickets, unreachable int
	total                        int64
	sums                         []ImportSum // in the order of the event's types
}

// count adds up what was read.
func (r *importReader) count() importCount {
	c, by := importCount{orders: len(r.orders), sums: []ImportSum{}}, map[string]*ImportSum{}
	for _, o := range r.orders {
		if o.Buyer.Email == "" {
			c.unreachable++
		}
		for _, l := range o.Lines {
			sum := by[l.Type]
			if sum == nil {
				sum = &ImportSum{Type: l.Type}
				by[l.Type] = sum
			}
			sum.Tickets, sum.Amount = sum.Tickets+l.Count, sum.Amount+int64(l.Count)*l.Price
			c.tickets, c.total = c.tickets+l.Count, c.total+int64(l.Count)*l.Price
		}
	}
	for _, tt := range r.offered {
		if sum := by[tt.ID]; sum != nil {
			sum.Name = tt.Name
			c.sums = append(c.sums, *sum)
		}
	}
	return c
}

// preview is the first orders; none of a file with faults.
func (r *importReader) preview() []ImportOrder {
	list := []ImportOrder{}
	if r.faulty > 0 {
		return list
	}
	for i, o := range r.orders[:min(previewed, len(r.orders))] {
		p := ImportOrder{Reference: o.ShopReference, Name: o.Buyer.Name, Email: o.Buyer.Email, Day: firstOf(r.days[i], r.today)}
		for _, l := range o.Lines {
			p.Tickets, p.Total = p.Tickets+l.Count, p.Total+int64(l.Count)*l.Price
		}
		list = append(list, p)
	}
	return list
}

// headings are those of the columns that are not read.
func (r *importReader) headings() []string { return append([]string{}, r.scanner.ignored...) }
