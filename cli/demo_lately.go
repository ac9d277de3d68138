package cli

import (
	"time"

	"coulisse/access"
	"coulisse/models"
)

// lately is how many days before today the last weeks begin.
const lately = 14

// switchOff ends the access of some, and gives somebody more than their role.
func (d *demo) switchOff() error {
	list, err := d.everybody()
	if err != nil {
		return err
	}
	for _, p := range demoPeople {
		if p.state == demoInactive {
			if _, _, err := d.store.SetActive(d.ctx, d.owner, list[address(p.name)].ID, false); err != nil {
				return err
			}
			d.until(d.now.Add(9 * time.Minute))
		}
	}
	return d.raise(list[address("Mathilde Bjerregaard")])
}

// enter signs somebody in again; those who are not there, or not any more, stay away.
func (d *demo) enter(name string) error {
	p, ok := d.users[name]
	if !ok {
		return nil
	}
	_, err := d.signIn(p)
	return err
}

// raise gives somebody more than their role, so that the list has a difference to show.
func (d *demo) raise(p *models.Person) error {
	d.now = d.now.Add(4 * time.Minute)
	g := p.Grant
	g.Levels = g.Levels.Clone()
	g.Levels[access.Users], g.Levels[access.History] = access.Edit, access.View
	_, err := d.store.UpdateMembership(d.ctx, d.owner, p.ID, p.Version, models.Details{Name: p.Name, Phone: p.Phone, Title: p.Title, Role: p.Role, Grant: g, NotifyOrders: true})
	return err
}

// lockOut lets somebody mistype their password too often.
func (d *demo) lockOut(email string) error {
	l := models.Lockout{Account: 10, Address: 50, For: 15 * time.Minute}
	for range l.Account {
		trial, err := d.store.BeginTry(d.ctx, models.Try{Email: email, Address: "192.0.2.44"}, l)
		if err == nil {
			err = trial.Count(d.ctx)
		}
		if err == nil {
			err = trial.Wrong(d.ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// everybody is the whole list by address.
func (d *demo) everybody() (map[string]*models.Person, error) {
	people, page := map[string]*models.Person{}, models.Page{}
	for {
		list, err := d.store.People(d.ctx, d.owner, models.PeopleFilter{Page: page})
		if err != nil {
			return nil, err
		}
		for _, p := range list.Rows {
			if people[p.Email], err = d.store.Person(d.ctx, d.owner, p.ID); err != nil {
				return nil, err
			}
		}
		if page.After = list.After; page.After == "" {
			return people, nil
		}
	}
}
