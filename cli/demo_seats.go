package cli

import "errors"

// demoLine is tickets of one type, by its name.
type demoLine struct {
	price demoPrice
	count int
}

// seating is what is left of an event's quotas while its orders are drawn.
type seating struct{ quotas []seatingQuota }

// seatingQuota is the seats of a quota, with the types that draw from it.
type seatingQuota struct {
	left   int
	prices []demoPrice
}

// doorReserve is how many seats an order at the door has for itself, on average less.
const doorReserve = 3

// seatingOf is an event's seats but for those that are kept for its door.
func seatingOf(e demoEvent) *seating {
	s := &seating{}
	for _, p := range e.prices {
		if p.quota > 0 {
			s.quotas = append(s.quotas, seatingQuota{left: p.quota})
		}
		last := &s.quotas[len(s.quotas)-1]
		last.prices = append(last.prices, p)
	}
	s.quotas[0].left -= doorReserve * e.atDoor()
	return s
}

// take draws the lines of an order: most upstairs seats are gone first, because they are cheap.
func (s *seating) take(d *demo, tickets int, early bool) ([]demoLine, error) {
	first := 0
	if len(s.quotas) > 1 && d.rand.IntN(100) < 42 {
		first = 1
	}
	for i := range s.quotas {
		if q := &s.quotas[(first+i)%len(s.quotas)]; q.left >= tickets {
			q.left -= tickets
			return q.lines(d, tickets, early), nil
		}
	}
	return nil, errors.New("more is to be sold than there are seats")
}

// lines are tickets of a quota: mostly of one type, sometimes of two or three.
func (q seatingQuota) lines(d *demo, tickets int, early bool) (lines []demoLine) {
	count, price := map[string]int{}, q.draw(d, early)
	for range tickets {
		count[price.name]++
		if d.rand.IntN(10) < 3 {
			price = q.draw(d, early)
		}
	}
	for _, p := range q.prices {
		if n := count[p.name]; n > 0 {
			lines = append(lines, demoLine{p, n})
		}
	}
	return lines
}

// draw chooses a type by its share; early birds only while they are early.
func (q seatingQuota) draw(d *demo, early bool) demoPrice {
	sum := 0
	for _, p := range q.prices {
		if early || !p.early {
			sum += p.share
		}
	}
	at := d.rand.IntN(sum)
	for _, p := range q.prices {
		if early || !p.early {
			if at -= p.share; at < 0 {
				return p
			}
		}
	}
	return q.prices[0]
}

// sizes are the shares, added up, of orders for one ticket, two, and so on.
var sizes = []int{22, 67, 80, 93, 96, 100}

// size draws how many tickets somebody buys.
func (d *demo) size() int {
	at := d.rand.IntN(100)
	for i, sum := range sizes {
		if at < sum {
			return i + 1
		}
	}
	return len(sizes)
}
