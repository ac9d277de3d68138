package access

// Staff is a signed-in person of the platform's support desk, an agent or a lead. Staff belong
// to no organisation: what they may do is written at the desk's routes and nowhere in a grant.
type Staff struct {
	User  string // id
	Name  string
	Email string
	Lead  bool
}

// LookedAt is what the desk sees when it looks as somebody who holds g: the same pages, to read
// alone, and never buyers nor orders: what is sold at the door is listed order by order too.
func (g Grant) LookedAt() Grant {
	out := Grant{Levels: Levels{}, Scope: g.Scope, Validity: g.Validity}
	for section, level := range g.Levels {
		if level > None && section != Customers && section != DoorSales {
			out.Levels[section] = View
		}
	}
	return out
}
