package handlers_test

import "coulisse/access"

// addStaff adds an agent and a lead of the support desk.
func (w *world) addStaff() {
	for _, name := range []string{"agent", "lead"} {
		staff := w.Staff(name+"@desk.example", "The "+name, name == "lead")
		w.who = append(w.who, &caller{name: name, staff: staff, token: w.StaffSession(staff),
			actor: access.Actor{User: staff.User, Name: staff.Name, Email: staff.Email}})
	}
}

// wantStaff is what the rules give where it matters who of the desk calls; ok is false elsewhere.
func wantStaff(c cell) (status int, ok bool) {
	rule, staff := c.route.Access.String(), c.who.staff
	switch {
	case c.who.shut || rule == "public" || rule == "token":
		return 0, false
	case rule == "person":
		return 0, false
	case staff.User == "" && rule == "desk":
		return 403, true
	case staff.User == "":
		return 0, false
	case c.route.Name == "home":
		return 303, true
	case rule != "desk":
		return 403, true
	}
	return 0, false
}

// begins is the first page after signing in.
func (c *caller) begins() string {
	if c.staff.User != "" {
		return "/support"
	}
	return "/"
}
