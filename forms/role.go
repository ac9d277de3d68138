package forms

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coulisse/access"
	"coulisse/models"
)

const maxPurpose = 200

// Role is the form of an organisation's own role.
type Role struct {
	Name        string
	Purpose     string // the sentence "for whom"
	Levels      Levels
	Chosen      bool // starts with chosen events
	Orders      bool
	Settlements bool
	Version     int
	Step        string // <section>:+ or <section>:-; saves nothing

	faults Errors
}

// NewRole is the empty form.
func NewRole() Role { return Role{Levels: levelsFrom(nil)} }

// RoleFrom fills the form with a role as it is stored.
func RoleFrom(r *models.Role) (Role, error) {
	levels, err := r.Rights()
	return Role{Name: r.Name, Purpose: r.Purpose, Levels: levelsFrom(levels), Chosen: r.Chosen, Orders: r.Orders, Settlements: r.Settlements, Version: r.Version}, err
}

// ReadRole reads a submitted form over the values that it started from.
func ReadRole(body url.Values, from Role) Role {
	v := Read(body)
	f := Role{Name: v.Line("name", maxName), Purpose: v.Line("purpose", maxPurpose), Levels: from.Levels.read(v),
		Chosen: v.On("chosen"), Orders: v.On("notify.orders"), Settlements: v.On("notify.settlements"), Step: v.Line("step", maxID)}
	f.Version, _ = strconv.Atoi(v.Line("version", 10))
	f.faults = append(v.Faults(), unknownSections(body)...)
	return f
}

// Validate checks every field, in the order of the form.
func (f Role) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Name == "" {
		errs.Add("name", "form.required")
	}
	f.Levels.check(&errs)
	return errs
}

// Take carries out a step on the form, saving nothing (CC3), and tells whether there was one.
func (f *Role) Take(highest func(access.Area) access.Level) bool {
	f.Levels.step(f.Step, highest)
	return f.Step != ""
}

// Details is what the store saves.
func (f Role) Details() models.RoleDetails {
	return models.RoleDetails{Name: f.Name, Purpose: f.Purpose, Levels: f.Levels.rights(), Chosen: f.Chosen, Orders: f.Orders, Settlements: f.Settlements}
}

// Chosen is one person ticked on a page that lists several, in the version that it showed.
type Chosen struct {
	ID      string
	Version int
}

// ReadChosen reads the ticked boxes of a field, each <id>:<version>.
func ReadChosen(body url.Values, field string) ([]Chosen, Errors) {
	v := Read(body)
	var chosen []Chosen
	for _, text := range v.Many(field, maxID) {
		id, version, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(version)
		if err != nil {
			errs := v.Faults()
			errs.Add(field, "form.not_a_choice")
			return nil, errs
		}
		chosen = append(chosen, Chosen{id, n})
	}
	return chosen, v.Faults()
}
