package handlers_test

import (
	"slices"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// person notes somebody as a row, as they stand now.
func (w *world) person(by access.Actor, name, id string) {
	w.t.Helper()
	p, err := w.Store.Person(w.t.Context(), by, id)
	w.must(err)
	w.rows["users"] = append(w.rows["users"], row{name: name, id: id, organisation: by.Organisation, state: string(p.Status), version: p.Version, person: p.Target()})
}

// joins makes a member of the first organisation, known by a first name.
func (w *world) joins(first string, g access.Grant) access.Actor {
	w.t.Helper()
	return w.Member(w.owner, first+"@nordlys.example", w.dress(first+" Nordlys"), g)
}

// invites makes somebody who has not answered yet.
func (w *world) invites(first string, g access.Grant) (membership, token string) {
	w.t.Helper()
	return w.Invite(w.owner, first+"@nordlys.example", w.dress(first+" Nordlys"), g)
}

// addPeople adds somebody in every state.
func (w *world) addPeople(mine []string) {
	ctx, none := w.t.Context(), testkit.Levels(nil)
	w.person(w.owner, "owner", w.owner.Membership)
	w.person(w.owner, "member", w.joins("mia", none).Membership)
	w.person(w.owner, "superuser", w.joins("sven", testkit.Levels(access.Everything())).Membership)
	scoped := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: mine[:1]}}
	w.person(w.owner, "scoped member", w.joins("sara", scoped).Membership)
	w.person(w.owner, "member elsewhere", w.joins("elsa", none).Membership)
	off := w.joins("olga", none)
	_, _, err := w.Store.SetActive(ctx, w.owner, off.Membership, false)
	w.must(err)
	w.person(w.owner, "inactive member", off.Membership)

	failed, _ := w.invites("fay", none)
	for m, err := w.Store.ClaimMail(ctx, time.Hour); m != nil || err != nil; m, err = w.Store.ClaimMail(ctx, time.Hour) {
		w.must(err)
		w.must(w.Store.MailGivenUp(ctx, m, "550 no such mailbox"))
	}
	w.person(w.owner, "failed", failed)
	invited, _ := w.invites("ian", none)
	w.person(w.owner, "invited", invited)
	declined, token := w.invites("dora", none)
	_, err = w.Store.Decline(ctx, token)
	w.must(err)
	w.person(w.owner, "declined", declined)
	prepared, err := w.Store.Invite(ctx, w.owner, models.Details{Email: "pia@nordlys.example", Name: w.dress("Pia Nordlys"), Role: access.Custom, Grant: none}, false)
	w.must(err)
	w.person(w.owner, "prepared", prepared)

	w.person(w.other, "neighbour's owner", w.other.Membership)
	w.person(w.other, "neighbour's member", w.Member(w.other, "bas@quaidix.example", "Bas Quaidix", none).Membership)
	theirs, _ := w.Invite(w.other, "ines@quaidix.example", "Ines Quaidix", none)
	w.person(w.other, "neighbour's invited", theirs)
}

// addCallers adds somebody for every rung of every section, with all events and with chosen
// ones, and those of whom the rules say something of their own.
func (w *world) addCallers(mine []string) {
	w.who = append([]*caller{{name: "signed out", shut: true}, {name: "owner", actor: w.owner}, {name: "neighbour's owner", actor: w.other}}, w.who...)
	scopes := map[string]access.Scope{"all": {All: true}, "chosen": {Events: mine}}
	for _, s := range []string{"all", "chosen"} {
		for _, area := range access.Areas() {
			for _, l := range area.Rungs[1:] {
				w.caller(w.owner, string(area.Section)+" "+l.String()+" "+s, access.Grant{Levels: access.Levels{area.Section: l}, Scope: scopes[s]})
			}
		}
		w.caller(w.owner, "superuser "+s, access.Grant{Levels: access.Everything(), Scope: scopes[s]})
		w.caller(w.owner, "nothing "+s, access.Grant{Scope: scopes[s]})
	}
	w.caller(w.other, "neighbour's superuser", testkit.Levels(access.Everything()))
	for name, dates := range map[string]access.Validity{"ended": {Until: "2026-06-15"}, "not begun": {From: "2026-06-17"}} {
		c := w.caller(w.owner, name, testkit.Levels(access.Everything()))
		p, err := w.Store.Person(w.t.Context(), w.owner, c.actor.Membership)
		w.must(err)
		g := p.Grant
		g.Validity = dates
		_, err = w.Store.UpdateMembership(w.t.Context(), w.owner, p.ID, p.Version, models.Details{Name: p.Name, Role: p.Role, Grant: g})
		w.must(err)
		c.shut = true
	}
	off := w.caller(w.owner, "switched off", testkit.Levels(access.Everything()))
	_, _, err := w.Store.SetActive(w.t.Context(), w.owner, off.actor.Membership, false)
	w.must(err)
	off.shut = true
	for _, c := range w.who {
		if !c.shut {
			c.token = w.StartSession(c.actor)
		}
	}
}

func (w *world) caller(by access.Actor, name string, g access.Grant) *caller {
	mark := ourMark
	if by.Organisation == w.other.Organisation {
		mark = theirMark
	}
	slug := strings.NewReplacer(" ", ".", "'", "").Replace(name)
	c := &caller{name: name, actor: w.Member(by, slug+"@"+mark+".example", w.dress("The "+name+" "+mark), g)}
	w.who = append(w.who, c)
	return c
}

// tick gives every caller the same people to change at once, of both organisations.
func (w *world) tick() {
	var all []row
	for _, r := range w.rows["users"] {
		if slices.Contains([]string{"owner", "member", "superuser", "invited", "neighbour's owner", "neighbour's member"}, r.name) {
			all = append(all, r)
		}
	}
	for _, c := range w.who {
		c.ticked = append(all, row{id: "0190a0a0-0000-7000-8000-000000000000"})
	}
}

// target is the caller as a person whom somebody would change.
func (c *caller) target() access.Target {
	return access.Target{Membership: c.actor.Membership, Owner: c.actor.Owner, Grant: c.actor.Grant}
}
