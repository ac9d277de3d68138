package access

// Role is a named set of levels that a membership starts from (ST3, MP3, EC2). The
// built-in ones are named and described by the catalogues, under role.<key>.name and
// role.<key>.for; an organisation's own roles carry their words with them.
type Role struct {
	Key         string // built-in key, or the id of an organisation's own role
	Name        string // empty for a built-in role
	For         string // the sentence "for whom"; empty for a built-in role
	Levels      Levels
	Chosen      bool // starts with chosen events rather than all
	Orders      bool // starts with the mail for each new order (MP4)
	Settlements bool // starts with the mail for each settlement (ST4)
}

// Custom is the key of no role: every level chosen by hand.
const Custom = "custom"

// NoRights is the key of no role either: nothing may be done yet, which somebody chose.
const NoRights = "none"

// Named tells whether the key is that of a role, rather than of one of the choices beside them.
func (r Role) Named() bool { return r.Key != "" && r.Key != Custom && r.Key != NoRights }

// BuiltIn tells whether the role comes with Coulisse.
func (r Role) BuiltIn() bool { return r.Name == "" }

// Roles returns the built-in roles as far as their sections are registered.
func Roles() []Role {
	return []Role{
		{Key: "superuser", Levels: Everything(), Settlements: true},
		{Key: "event_manager", Levels: Levels{Events: Approve, DoorSales: Approve, AccessControl: Approve, Customers: Edit, Reports: Edit}, Orders: true},
		{Key: "ticket_scanner", Levels: Levels{AccessControl: Edit, DoorSales: Edit}, Chosen: true},
		{Key: "look_on", Levels: Levels{Customers: View, Reports: View}, Chosen: true},
		{Key: "accountant", Levels: Levels{Reports: Edit, Finance: Approve}, Settlements: true},
		{Key: "consultation", Levels: everywhere(View)},
		{Key: "buyer", Levels: Levels{Finance: View, Contacts: Edit, Account: View}},
	}
}

// RoleByKey finds a built-in role.
func RoleByKey(key string) (Role, bool) {
	for _, r := range Roles() {
		if r.Key == key {
			return r, true
		}
	}
	return Role{}, false
}
