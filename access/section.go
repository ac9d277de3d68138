// Package access holds the rules of rights: sections, levels, roles, scope and
// what one person may grant to or change about another. It is pure: no I/O, no
// clock, no database. The form, the route table, the store and the tests all
// read the registry here.
package access

// Section names an area of the console.
type Section string

// The sections. Registered, see Areas, are those that have pages behind them.
const (
	Events        Section = "events"
	Reports       Section = "reports"
	Customers     Section = "customers"
	Finance       Section = "finance"
	AccessControl Section = "access_control"
	DoorSales     Section = "door_sales"
	Users         Section = "users"
	Contacts      Section = "contacts"
	History       Section = "history"
	Account       Section = "account"
)

// Group is the heading of the navigation under which a section stands (MP1, ST1).
type Group string

// The headings of the navigation.
const (
	Activities     Group = "activities"
	Administration Group = "administration"
)

// Area describes one section: where it stands, which rungs have a meaning there,
// and whether a membership's event scope bounds it. What each rung allows is said
// in words by the catalogues, under section.<key>.name and section.<key>.<level>.
type Area struct {
	Section Section
	Group   Group
	Rungs   []Level // ascending, always starting with None
	Scoped  bool
	Route   string // name of the section's first page in the route table
	Icon    string
}

var areas = []Area{
	{Events, Activities, []Level{None, View, Edit, Approve}, true, "event.list", "calendar"},
	{DoorSales, Activities, []Level{None, View, Edit, Approve}, true, "door.list", "till"},
	{AccessControl, Activities, []Level{None, View, Edit, Approve}, true, "scan.list", "scan"},
	{Customers, Activities, []Level{None, View, Edit, Approve}, true, "customer.list", "headset"},
	{Reports, Activities, []Level{None, View, Edit}, true, "report.list", "chart"},
	{Finance, Activities, []Level{None, View, Edit, Approve}, true, "finance.show", "money"},
	{Users, Administration, []Level{None, View, Edit, Approve}, false, "user.list", "users"},
	{Contacts, Administration, []Level{None, View, Edit, Approve}, false, "contact.list", "book"},
	{History, Administration, []Level{None, View}, false, "history.list", "log"},
	{Account, Administration, []Level{None, View, Edit}, false, "account.show", "cog"},
}

// Areas returns the registered sections in the order in which pages show them.
func Areas() []Area { return areas }

// Lookup finds a section by its key; ok is false when none is registered under it.
func Lookup(key string) (area Area, ok bool) {
	for _, a := range areas {
		if string(a.Section) == key {
			return a, true
		}
	}
	return Area{}, false
}

// Has tells whether the rung has a meaning in this section.
func (a Area) Has(l Level) bool {
	for _, r := range a.Rungs {
		if r == l {
			return true
		}
	}
	return false
}

// Top is the highest rung of the section.
func (a Area) Top() Level { return a.Rungs[len(a.Rungs)-1] }

// Step goes one rung up or down from l and stays at the ends (CC3).
func (a Area) Step(l Level, up bool) Level {
	for i, r := range a.Rungs {
		switch {
		case r != l:
		case up && i+1 < len(a.Rungs):
			return a.Rungs[i+1]
		case !up && i > 0:
			return a.Rungs[i-1]
		}
	}
	return l
}
