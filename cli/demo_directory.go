package cli

import "coulisse/models"

// demoEntry is somebody whom the theatre works with and who does not sign in. Days counts back to
// when they were added.
type demoEntry struct {
	name, email, phone, title string
	roles                     []string
	days                      int
}

var demoEntries = []demoEntry{
	{"Birthe Raun", "birthe.raun@raun-tryk.example", "+45 86 18 20 40", "Posters and programmes", []string{"invoice"}, 286},
	{"Kurt Damsgaard", "kurt@damsgaard-ror.example", "+45 40 51 22 10", "Heating and plumbing", []string{"technical", "emergency"}, 283},
	{"Mette Lindhardt", "ml@lindhardt-jura.example", "+45 86 76 11 00", "Lawyer", []string{"signatory"}, 279},
	{"Anne-Sophie Vestergaard", "anne-sophie@scenevaerk.example", "+45 27 14 90 33", "Set construction", []string{"technical"}, 262},
	{"Hassan Yildiz", "hassan@vagt-oest.example", "+45 70 20 44 11", "Night watch", []string{"emergency"}, 251},
	{"Lone Kastberg", "kultur@aarhus-avis.example", "+45 86 13 40 50", "Culture desk", []string{"press"}, 231},
	{"Pierre-Yves Caillaud", "py.caillaud@tournees.example", "+33 6 20 14 55 09", "Tournées", []string{"invoice", "signatory"}, 204},
	{"Grete Holm-Hansen", "grete@fonden-nord.example", "+45 33 12 70 08", "Foundation for the North", []string{"signatory"}, 180},
	{"Dorte Bang", "dorte@lys-lyd.example", "+45 51 90 32 18", "Light and sound hire", []string{"technical", "invoice"}, 143},
	{"Óscar Iglesias", "oscar@radio-jutland.example", "", "Radio", []string{"press"}, 95},
	{"Sanne Kofoed", "sanne@blomsterkaelderen.example", "+45 86 12 09 77", "Flowers", []string{"invoice"}, 61},
	{"Henning Fisker", "henning.fisker@brandtilsyn.example", "+45 89 40 15 00", "Fire inspection", []string{"emergency"}, 33},
}

// Who has asked the owner for a change, and since when details are the owner's to change.
const (
	demoAsks  = "Clara Friis"
	demoKeeps = 40 // days ago
)

// planDirectory plans the entries of the directory, and that somebody asks for a change of theirs.
func (d *demo) planDirectory() error {
	for i, e := range demoEntries {
		d.plan(d.day(e.days, 9+i%7, (13*i)%60), 0, "office", func() error { return d.list(e) })
	}
	for i, name := range []string{"Bjørn Østergaard", "Mads-Peter Iversen"} {
		d.plan(d.day(50, 11, 10+i), 0, "office", func() error { return d.isContactFor(name, []string{"invoice", "technical"}[i:i+1]) })
	}
	d.plan(d.day(demoKeeps, 15, 20), 0, "office", d.keepDetails)
	d.plan(d.day(1, 15, 40), 0, "office", func() error {
		return d.store.AskChange(d.ctx, d.as(demoAsks), models.ChangeRequest{Details: []string{"phone", "title"}, Text: "I lead the weekend shifts from next month: please write “Box office, weekends” and my new number, +45 86 12 40 16."})
	})
	return nil
}

func (d *demo) list(e demoEntry) error {
	_, err := d.store.AddContact(d.ctx, d.owner, models.DirectoryDetails{Name: e.name, Email: e.email, Phone: e.phone, Title: e.title, Roles: e.roles}, nil)
	return err
}

// isContactFor says what a colleague is a contact for.
func (d *demo) isContactFor(name string, roles []string) error {
	p, err := d.store.DirectoryPerson(d.ctx, d.owner, d.as(name).Membership)
	if err != nil {
		return err
	}
	_, _, err = d.store.UpdateContact(d.ctx, d.owner, p.ID, p.Version, models.DirectoryDetails{Name: p.Name, Email: p.Email, Phone: p.Phone, Title: p.Title, Roles: roles})
	return err
}

// keepDetails has the owner keep everybody's details to those who manage users (EC11).
func (d *demo) keepDetails() error {
	o, err := d.store.Organisation(d.ctx, d.owner)
	if err != nil {
		return err
	}
	_, err = d.store.UpdateOrganisation(d.ctx, d.owner, o.Version, models.OrganisationDetails{Name: o.Name, TimeZone: o.TimeZone, Locale: o.Locale,
		InvitationDays: o.InvitationDays, Currency: o.Currency, OwnAcquiring: o.OwnAcquiring})
	return err
}
