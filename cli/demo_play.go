package cli

import (
	"slices"
	"time"

	"coulisse/access"
	"coulisse/models"
)

// planPeople adds everybody on their day, lets them answer, and plays what happened since.
func (d *demo) planPeople() error {
	for i, p := range demoPeople {
		d.plan(d.soonest(d.day(p.days, 8+i%8, (i*17)%60)), 10, "people", func() error { return d.invite(p) })
		if i%3 != 2 {
			d.plan(d.day(lately-1, 7, 30+41*i), 0, "people", func() error { return d.enter(p.name) })
		}
	}
	d.plan(d.day(lately, 9, 5), 0, "people", d.switchOff)
	d.plan(d.today, 0, "people", func() error { return d.lockOut(address("Emil Skovgaard")) })
	return nil
}

// invite adds somebody; what they do with the link, they do later.
func (d *demo) invite(p demoPerson) error {
	if _, err := d.store.Invite(d.ctx, d.owner, d.details(p), p.state != demoPrepared); err != nil {
		return err
	}
	switch p.state {
	case demoPrepared, demoInvited, demoExpired, demoFailed:
	case demoDeclined:
		d.plan(d.day(p.days-1, 10, 20), 0, "people", func() error {
			_, err := d.store.Decline(d.ctx, d.links[address(p.name)])
			return err
		})
	default:
		d.plan(d.now.Add(95*time.Minute), 10, "people", func() error { return d.accept(p) })
	}
	return nil
}

func (d *demo) details(p demoPerson) models.Details {
	g := access.Grant{Levels: p.levels, Scope: access.Scope{All: p.events == nil}}
	role, tells := access.Custom, access.Role{}
	if builtIn, ok := access.RoleByKey(p.role); ok {
		role, g.Levels, tells = p.role, builtIn.Levels, builtIn
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
	return models.Details{Email: address(p.name), Name: p.name, Phone: p.phone, Title: p.title, Role: role, Grant: g, NotifyOrders: tells.Orders, NotifySettlements: tells.Settlements}
}

// deliver takes the mails that wait, so that none leaves once the console is started; the
// invitation of somebody whose mail fails comes back.
func (d *demo) deliver() error {
	for d.waiting {
		m, err := d.store.ClaimMail(d.ctx, time.Minute)
		if err != nil {
			return err
		}
		if m == nil {
			d.waiting = false
			return nil
		}
		if m.Token != "" && (m.MembershipID != "" || m.Kind == models.MailStaffAdded) {
			d.links[m.To] = m.Token
		}
		if fails(m.To) {
			err = d.store.MailGivenUp(d.ctx, m, "refused 550 5.1.1 no such mailbox")
		} else {
			err = d.store.MailSent(d.ctx, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fails tells whether mails to an address come back.
func fails(to string) bool {
	return slices.ContainsFunc(demoPeople, func(p demoPerson) bool { return p.state == demoFailed && address(p.name) == to })
}

// accept is what the invited person does with the link.
func (d *demo) accept(p demoPerson) error {
	hash, err := d.password(p.name)
	if err != nil {
		return err
	}
	o, err := d.store.Accept(d.ctx, d.links[address(p.name)], "", models.Newcomer{Name: p.name, PasswordHash: hash})
	if err != nil || p.state == demoScheduled {
		return err
	}
	d.until(d.now.Add(3 * time.Minute))
	u := &models.User{ID: *o.Person.UserID, Email: o.Person.Email, EmailKey: o.Person.EmailKey, Name: p.name, PasswordHash: hash}
	if p.state == demoActive {
		d.users[p.name] = u
	}
	_, err = d.signIn(u)
	return err
}
