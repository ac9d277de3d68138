package cli

import (
	"time"

	"coulisse/access"
	"coulisse/models"
)

// addPeople adds everybody on their day, and lets them answer.
func (d *demo) addPeople() error {
	for i, p := range demoPeople {
		if p.days < lately && !d.played {
			if err := d.playLately(); err != nil {
				return err
			}
		}
		d.at(p.days, 8+i%8, (i*17)%60)
		id, err := d.store.Invite(d.ctx, d.owner, d.details(p), p.state != demoPrepared)
		if err != nil {
			return err
		}
		if err := d.deliver(p); err != nil {
			return err
		}
		if err := d.answer(p, id); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) details(p demoPerson) models.Details {
	g := access.Grant{Levels: p.levels, Scope: access.Scope{All: p.events == nil}}
	role := access.Custom
	if builtIn, ok := access.RoleByKey(p.role); ok {
		role, g.Levels = p.role, builtIn.Levels
	}
	for _, own := range demoRoles {
		if own.Name == p.role {
			role, g.Levels = d.roles[own.Name], own.Levels
		}
	}
	for _, e := range p.events {
		g.Scope.Events = append(g.Scope.Events, d.events[e])
	}
	switch p.state {
	case demoEnded:
		g.Validity.Until = d.today.AddDate(0, 0, -20).Format(time.DateOnly)
	case demoScheduled:
		g.Validity.From = d.today.AddDate(0, 0, 8).Format(time.DateOnly)
		g.Validity.Until = d.today.AddDate(0, 3, 0).Format(time.DateOnly)
	}
	return models.Details{Email: address(p.name), Name: p.name, Phone: p.phone, Title: p.title, Role: role, Grant: g}
}

// deliver takes the mails that wait; the one to somebody whose mail fails comes back.
func (d *demo) deliver(p demoPerson) error {
	for {
		m, err := d.store.ClaimMail(d.ctx, time.Minute)
		if err != nil || m == nil {
			return err
		}
		if m.Token != "" {
			d.links[m.To] = m.Token
		}
		if p.state == demoFailed {
			err = d.store.MailGivenUp(d.ctx, m, "refused 550 5.1.1 no such mailbox")
		} else {
			err = d.store.MailSent(d.ctx, m)
		}
		if err != nil {
			return err
		}
	}
}

// answer is what the invited person does with the link.
func (d *demo) answer(p demoPerson, id string) error {
	switch p.state {
	case demoPrepared, demoInvited, demoExpired, demoFailed:
		return nil
	case demoDeclined:
		d.at(p.days-1, 10, 20)
		_, err := d.store.Decline(d.ctx, d.links[address(p.name)])
		return err
	}
	hash, err := d.password(p.name)
	if err != nil {
		return err
	}
	d.now = d.now.Add(95 * time.Minute)
	o, err := d.store.Accept(d.ctx, d.links[address(p.name)], "", models.Newcomer{Name: p.name, PasswordHash: hash})
	if err != nil || p.state == demoScheduled {
		return err
	}
	d.now = d.now.Add(3 * time.Minute)
	_, err = d.signIn(&models.User{ID: *o.Person.UserID, Email: o.Person.Email, EmailKey: o.Person.EmailKey, Name: p.name, PasswordHash: hash})
	return err
}

// lately is how many days before today the last weeks begin.
const lately = 14

// playLately plays two weeks ago: who was switched off, whose rights were changed, and who has
// been here since.
func (d *demo) playLately() error {
	d.played = true
	list, err := d.everybody()
	if err != nil {
		return err
	}
	d.at(lately, 9, 5)
	for _, p := range demoPeople {
		if p.state == demoInactive {
			if _, _, err := d.store.SetActive(d.ctx, d.owner, list[address(p.name)].ID, false); err != nil {
				return err
			}
			d.now = d.now.Add(9 * time.Minute)
		}
	}
	if err := d.raise(list[address("Mathilde Bjerregaard")]); err != nil {
		return err
	}
	d.at(lately-1, 7, 30)
	for i, p := range demoPeople {
		person := list[address(p.name)]
		if p.state != demoActive || i%3 == 2 || person.UserID == nil || d.passwords[p.name] != "" {
			continue
		}
		d.now = d.now.Add(41 * time.Minute)
		if _, err := d.signIn(&models.User{ID: *person.UserID, Email: person.Email, EmailKey: person.EmailKey, Name: person.Name, PasswordHash: d.stranger}); err != nil {
			return err
		}
	}
	return nil
}

// finish comes to this moment, in which somebody has just mistyped their password too often.
func (d *demo) finish() error {
	d.now = d.today
	return d.lockOut(address("Emil Skovgaard"))
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
		u, err := d.store.BeginSignIn(d.ctx, email, "192.0.2.44", l)
		if err != nil {
			return err
		}
		if err := d.store.SignInFailed(d.ctx, u, email, "192.0.2.44", l); err != nil {
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
