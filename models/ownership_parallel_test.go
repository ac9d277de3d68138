package models_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// crowd is an organisation whose people do to each other, and at once, all that could leave it
// without an owner, or with two.
type crowd struct {
	*house
	staff  [3]access.Staff
	people []access.Actor
	guests []string // addresses of people who are invited and have not answered
	dice   *rand.Rand
}

const superusers = 5

// refill keeps people there: those who were removed are invited anew, and accept.
func (c *crowd) refill() {
	c.t.Helper()
	boss := c.boss()
	for i, a := range c.people {
		there := c.Ask("SELECT count(*) FROM memberships WHERE id = ?", a.Membership)
		if there == "0" {
			email := string(rune('a'+i)) + models.NewID()[24:] + "@nordlys.example"
			c.people[i] = c.Member(boss, email, "Person "+email, testkit.Levels(access.Everything()))
		}
	}
	c.Exec("UPDATE memberships SET active = TRUE WHERE state = 'member'")
}

// boss is the owner as they stand now.
func (c *crowd) boss() access.Actor {
	c.t.Helper()
	id := c.Ask("SELECT id FROM memberships WHERE owner AND organisation_id = ?", c.owner.Organisation)
	for _, a := range c.people {
		if a.Membership == id {
			a.Owner, a.Grant = true, testkit.Levels(access.Everything())
			return a
		}
	}
	c.t.Fatalf("the owner %s is none of the people", id)
	return access.Actor{}
}

// deed is one thing that one of them does to another.
func (c *crowd) deed() func() error {
	ctx, s := c.t.Context(), c.Store
	a, b, staff, boss := c.people[c.dice.IntN(len(c.people))], c.people[c.dice.IntN(len(c.people))], c.staff[c.dice.IntN(len(c.staff))], c.boss()
	letter := c.Ask("SELECT coalesce(max(id), '') FROM ownership_letters WHERE state = 'waiting'")
	guest := c.guests[c.dice.IntN(len(c.guests))]
	deeds := []func() error{
		func() error { _, err := s.OfferOwnership(ctx, boss, b.Email); return err },
		func() error { _, err := s.OfferOwnership(ctx, boss, b.Email); return err },
		func() error { _, err := s.OfferOwnership(ctx, boss, guest); return err },
		func() error { _, err := s.AcceptOwnership(ctx, a); return err },
		func() error { _, err := s.AcceptOwnership(ctx, b); return err },
		func() error { _, err := s.DeclineOwnership(ctx, b); return err },
		func() error { _, err := s.WithdrawOwnership(ctx, boss); return err },
		func() error { _, err := s.TakeOwnershipBack(ctx, a); return err },
		func() error { _, err := s.TakeOwnershipBack(ctx, b); return err },
		func() error { _, _, err := s.SetActive(ctx, a, b.Membership, false); return err },
		func() error { _, _, err := s.SetActive(ctx, boss, b.Membership, false); return err },
		func() error { _, err := s.Remove(ctx, a, b.Membership); return err },
		func() error { _, err := s.Remove(ctx, boss, b.Membership); return err },
		func() error { _, err := s.Remove(ctx, a, boss.Membership); return err },
		func() error { return c.demotes(a, b) },
		func() error { return c.demotes(a, boss) },
		func() error { _, err := s.WorkOnOwnership(ctx); return err },
		func() error { _, err := s.WorkOnOwnership(ctx); return err },
		func() error { _, err := s.ObjectToLetter(ctx, boss); return err },
		func() error { _, err := s.ApproveLetter(ctx, staff, letter); return err },
		func() error { _, err := s.ApproveLetter(ctx, c.staff[0], letter); return err },
		func() error {
			_, err := s.SubmitLetter(ctx, a, models.NewLetter{Email: b.Email, Reason: "x", Name: "x", Content: testkit.LetterPDF()})
			return err
		},
		func() error {
			_, err := s.SubmitLetterFor(ctx, staff, a.Organisation, models.NewLetter{Email: guest, Reason: "x", Name: "x", Content: testkit.LetterPDF()})
			return err
		},
	}
	return deeds[c.dice.IntN(len(deeds))]
}

// letterDue leaves the organisation with a letter that is due at this very moment.
func (c *crowd) letterDue() {
	c.t.Helper()
	for _, a := range c.people { // until one is open
		_, _ = c.Store.SubmitLetterFor(c.t.Context(), c.staff[0], a.Organisation, models.NewLetter{Email: a.Email, Reason: "x", Name: "x", Content: testkit.LetterPDF()})
	}
	c.Exec("UPDATE ownership_letters SET state = 'running', due_at = ? WHERE state IN ('waiting', 'running')", c.Store.Now())
}

func (c *crowd) demotes(a, b access.Actor) error {
	p, err := c.Store.Person(c.t.Context(), a, b.Membership)
	if err == nil {
		_, err = c.Store.UpdateMembership(c.t.Context(), a, p.ID, p.Version, models.Details{Name: p.Name, Role: access.Custom, Grant: testkit.Levels(access.Levels{access.Users: access.View})})
	}
	return err
}

// An organisation was left without an owner, or with two, when several changes came at once.
func TestThereIsExactlyOneOwnerWhateverHappensAtOnce(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 40
	}
	h := newHouse(t)
	c := &crowd{house: h, dice: rand.New(rand.NewPCG(4, 9)), people: []access.Actor{h.owner, h.heir}}
	c.staff[0], c.staff[1], c.staff[2] = h.desk()
	for i := range superusers {
		email := string(rune('p'+i)) + "@nordlys.example"
		c.people = append(c.people, h.Member(h.owner, email, "Person "+email, testkit.Levels(access.Everything())))
	}
	for _, email := range []string{"ian@nordlys.example", "ines@nordlys.example"} {
		c.guests = append(c.guests, email)
		h.Invite(h.owner, email, "Guest", testkit.Levels(access.Everything()))
	}
	owner, changed := h.owner.Membership, 0
	for i := range rounds {
		if i%3 == 0 {
			c.letterDue()
		}
		var wg sync.WaitGroup
		for range 14 {
			do := c.deed()
			wg.Go(func() {
				var ours *models.Error
				if err := do(); err != nil && !errors.As(err, &ours) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := h.Ask("SELECT count(*) || group_concat(state || active || (user_id IS NOT NULL) || scope_all || valid_until) FROM memberships WHERE owner AND organisation_id = ?", h.owner.Organisation); got != "1member111" {
			t.Fatalf("owners: %s", got)
		}
		if now := c.boss().Membership; now != owner {
			owner, changed = now, changed+1
		}
		h.Clock.Advance(time.Duration(c.dice.IntN(30)) * time.Hour)
		c.refill()
	}
	t.Logf("the owner changed %d times; letters: %s; transfers: %s", changed,
		h.Ask("SELECT group_concat(state || ' ' || n) FROM (SELECT state, count(*) AS n FROM ownership_letters GROUP BY state)"),
		h.Ask("SELECT group_concat(state || ' ' || n) FROM (SELECT state, count(*) AS n FROM ownership_transfers GROUP BY state)"))
	if changed < rounds/20 || h.Ask("SELECT count(*) FROM ownership_letters WHERE state = 'done'") == "0" {
		t.Error("too little happened to prove anything")
	}
}
