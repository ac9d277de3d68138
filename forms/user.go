package forms

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/models/text"
)

// Lengths of what a person's details may hold, in characters.
const (
	maxName  = models.MaxName
	maxEmail = models.MaxEmail
	maxPhone = models.MaxPhone
	maxTitle = 80
	maxID    = 64
)

// User is the form that adds or edits a person (CC2, CC3, MP3). Levels, Scope and the dates
// keep what was typed, also when it means nothing.
type User struct {
	Organisation      string // id, when there is a choice
	Email             string
	Name              string
	Phone             string
	Title             string
	Role              string
	Levels            Levels
	Scope             string // all or chosen
	Events            []string
	NotifyOrders      bool
	NotifySettlements bool
	ValidFrom         string
	ValidUntil        string
	Version           int
	Step              string // <section>:+ or <section>:-; saves nothing
	Preset            string // a role's key; saves nothing

	faults Errors
}

// UserFrom fills the form with a person as they are stored.
func UserFrom(p *models.Person) User {
	u := User{Email: p.Email, Name: p.Name, Phone: p.Phone, Title: p.Title, Role: p.Role, Levels: levelsFrom(p.Grant.Levels),
		Events: p.Grant.Scope.Events, NotifyOrders: p.NotifyOrders, NotifySettlements: p.NotifySettlements,
		ValidFrom: p.ValidFrom, ValidUntil: p.ValidUntil, Version: p.Version}
	u.setScope(p.Grant.Scope.All)
	return u
}

// NewUser is the empty form: no role is chosen yet, no rights, all events.
func NewUser() User {
	u := User{Levels: levelsFrom(nil)}
	u.setScope(true)
	return u
}

func (u *User) setScope(all bool) {
	u.Scope = "chosen"
	if all {
		u.Scope = "all"
	}
}

// ReadUser reads a submitted form over the values that it started from: rights that were
// not sent, because the page showed them without controls, stay as they are.
func ReadUser(body url.Values, from User) User {
	v, u := Read(body), from
	u.Organisation = v.Line("organisation", maxID)
	u.Phone, u.Title = v.Phone("phone"), v.Line("title", maxTitle)
	u.NotifyOrders, u.NotifySettlements = v.On("notify.orders"), v.On("notify.settlements")
	if v.Has("email") {
		u.Email = v.Line("email", maxEmail)
	}
	if v.Has("name") {
		u.Name = v.Line("name", maxName)
	}
	u.readRights(v)
	u.Version, _ = strconv.Atoi(v.Line("version", 10))
	u.Step, u.Preset = v.Line("step", maxID), v.Line("preset", maxID)
	u.faults = v.Faults()
	u.faults = append(u.faults, unknownSections(body)...)
	return u
}

func (u *User) readRights(v *Values) {
	if v.Has("role") {
		u.Role = v.Line("role", maxID)
	}
	u.Levels = u.Levels.read(v)
	if v.Has("scope") {
		u.Scope, u.Events = v.Choice("scope", "all", "chosen"), v.Many("event", maxID)
	}
	if v.Has("valid_from") {
		u.ValidFrom = v.Line("valid_from", maxID)
	}
	if v.Has("valid_until") {
		u.ValidUntil = v.Line("valid_until", maxID)
	}
}

// Validate checks the shape of what was entered; fresh tells that the person is new, whose
// name and address are asked for.
func (u User) Validate(fresh bool) Errors {
	errs := slices.Clone(u.faults)
	if fresh {
		switch {
		case u.Email == "":
			errs.Add("email", "form.required")
		case !text.ValidAddress(u.Email):
			errs.Add("email", "form.email")
		}
	}
	if u.Name == "" {
		errs.Add("name", "form.required")
	}
	u.validateRole(&errs, fresh)
	u.Levels.check(&errs)
	if u.Scope != "all" && u.Scope != "chosen" {
		errs.Add("scope", "form.required")
	}
	if u.Scope == "chosen" && len(u.Events) == 0 {
		errs.Add("event", "user.no_event")
	}
	u.validateDates(&errs)
	return errs
}

// validateRole asks for a role, and that a new person gets some right unless "no rights yet" was
// chosen, which stands alone: an invitation without rights is never sent by oversight.
func (u User) validateRole(errs *Errors, fresh bool) {
	none := u.Levels.rights().Equal(nil)
	switch {
	case u.Role == "":
		errs.Add("role", "user.no_role")
	case u.Role == access.NoRights && !none:
		errs.Add("role", "user.none_with_rights")
	case u.Role != access.NoRights && none && fresh:
		errs.Add("level", "user.no_right")
	}
}

func (u User) validateDates(errs *Errors) {
	if !validDay(u.ValidFrom) {
		errs.Add("valid_from", "form.date")
	}
	if !validDay(u.ValidUntil) {
		errs.Add("valid_until", "form.date")
	}
	if u.ValidFrom != "" && u.ValidUntil != "" && u.ValidUntil < u.ValidFrom {
		errs.Add("valid_until", "user.until_before_from")
	}
}

// Grant is the rights that the form asks for; call it on a form that Validate passed.
func (u User) Grant() access.Grant {
	g := access.Grant{Levels: u.Levels.rights(), Scope: access.Scope{All: u.Scope == "all"}, Validity: access.Validity{From: u.ValidFrom, Until: u.ValidUntil}}
	if !g.Scope.All {
		g.Scope.Events = u.Events
	}
	return g
}

// Details is what the store saves.
func (u User) Details() models.Details {
	return models.Details{Email: u.Email, Name: u.Name, Phone: u.Phone, Title: u.Title, Role: u.Role, Grant: u.Grant(),
		NotifyOrders: u.NotifyOrders, NotifySettlements: u.NotifySettlements}
}

// Take carries out a step or a preset on the form, saving nothing (CC3). It tells whether
// there was one. A rung above highest, which the editor may not grant, is not taken.
func (u *User) Take(roles []access.Role, highest func(access.Area) access.Level) bool {
	u.Levels.step(u.Step, highest)
	if section, _, ok := strings.Cut(u.Step, ":"); ok && section != "" && u.Role == "" {
		u.Role = access.Custom // a row was moved by hand, before any role was chosen
	}
	if u.Preset == access.Custom {
		u.Role = access.Custom
	}
	for _, r := range append(slices.Clone(roles), access.Role{Key: access.NoRights}) {
		if r.Key == u.Preset {
			u.preset(r, highest)
		}
	}
	return u.Step != "" || u.Preset != ""
}

// preset takes a role's levels, each at most as high as the editor may grant, and those of its mails
// whose content they show.
func (u *User) preset(r access.Role, highest func(access.Area) access.Level) {
	u.Role = r.Key
	for _, a := range access.Areas() {
		u.Levels[a.Section] = min(r.Levels.At(a.Section), highest(a)).String()
	}
	if r.Chosen {
		u.Scope = "chosen"
	}
	levels := u.Levels.rights()
	u.NotifyOrders, u.NotifySettlements = r.Orders && levels.ReadsOrders(), r.Settlements && levels.ReadsSettlements()
}

// validDay takes nothing, or a day as YYYY-MM-DD that exists.
func validDay(s string) bool {
	if s == "" {
		return true
	}
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
