package models

import (
	"slices"
	"testing"
	"time"

	"coulisse/access"
)

// reader is an actor of the owner's organisation with rights that the test chooses.
func reader(of access.Actor, levels access.Levels, events ...string) access.Actor {
	return access.Actor{User: "reader", Membership: "reader", Organisation: of.Organisation, Grant: access.Grant{Levels: levels, Scope: access.Scope{All: events == nil, Events: events}}}
}

func twoEvents(t *testing.T, s *Store, a access.Actor) (seen, secret string) {
	t.Helper()
	for name, id := range map[string]*string{"Seen": &seen, "Secret": &secret} {
		var err error
		if *id, err = s.CreateEvent(t.Context(), a, EventDetails{Name: name, BeginsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	return seen, secret
}

func actionsOf(p *HistoryPage) (list []string) {
	for _, e := range p.Rows {
		list = append(list, e.Action+" "+e.TargetName)
	}
	return list
}

func TestHistoryIsBoundedByTheReadersEvents(t *testing.T) {
	s, owner := founded(t)
	seen, secret := twoEvents(t, s, owner)
	d := details("ana@example.org", access.Levels{access.Events: access.View})
	d.Grant.Scope = access.Scope{Events: []string{seen, secret}}
	id, err := s.Invite(t.Context(), owner, d, true)
	if err != nil {
		t.Fatal(err)
	}
	both := access.Levels{access.History: access.View, access.Users: access.View}
	all, err := s.History(t.Context(), reader(owner, both), HistoryFilter{})
	if err != nil || !slices.Contains(actionsOf(all), "event.created Secret") || all.Names[secret] != "Secret" {
		t.Fatal(actionsOf(all), all.Names, err)
	}
	few, err := s.History(t.Context(), reader(owner, both, seen), HistoryFilter{})
	if err != nil || slices.Contains(actionsOf(few), "event.created Secret") || !slices.Contains(actionsOf(few), "event.created Seen") || few.Total != all.Total-1 {
		t.Fatal(actionsOf(few), few.Total, err)
	}
	if few.Names[seen] != "Seen" || few.Names[secret] != "" {
		t.Fatal("names beyond the scope:", few.Names)
	}
	hidden, err := s.History(t.Context(), reader(owner, both, seen), HistoryFilter{Target: secret})
	if err != nil || hidden.Total != 0 || len(hidden.Rows) != 0 {
		t.Fatal("an event out of scope can be asked for:", actionsOf(hidden), err)
	}
	_, names, err := s.PersonHistory(t.Context(), reader(owner, both, seen), id, 10)
	if err != nil || names[seen] != "Seen" || names[secret] != "" {
		t.Fatal("names beyond the scope on the person page:", names, err)
	}
}

func TestHistoryAsksForItsRight(t *testing.T) {
	s, owner := founded(t)
	users := reader(owner, access.Levels{access.Users: access.Approve})
	if _, err := s.History(t.Context(), users, HistoryFilter{}); CodeOf(err) != NotFound {
		t.Error("history without the right:", err)
	}
	if _, err := s.HistoryActors(t.Context(), users); CodeOf(err) != NotFound {
		t.Error("who stands in it without the right:", err)
	}
	if _, _, err := s.PersonHistory(t.Context(), reader(owner, access.Levels{access.History: access.View}), owner.Membership, 10); CodeOf(err) != NotFound {
		t.Error("a person's history without the right to see users:", err)
	}
}

func TestHistoryOfAnotherOrganisationIsNotThere(t *testing.T) {
	s, owner := founded(t)
	err := s.write(t.Context(), func(x *tx) error {
		return x.record(Entry{Actor: access.Actor{User: "theirs", Name: "Theirs", Organisation: "elsewhere"}, Action: "membership.updated", Target: owner.Membership})
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.History(t.Context(), owner, HistoryFilter{Actor: "theirs"})
	if err != nil || p.Total != 0 {
		t.Fatal(actionsOf(p), err)
	}
	if entries, _, err := s.PersonHistory(t.Context(), owner, owner.Membership, 10); err != nil || slices.ContainsFunc(entries, func(e HistoryEntry) bool { return e.ActorID == "theirs" }) {
		t.Fatal(entries, err)
	}
	if who, err := s.HistoryActors(t.Context(), owner); err != nil || len(who) != 1 || who[0].Name != "Signe Holm" {
		t.Fatal(who, err)
	}
}

func TestHistoryIsFilteredByPersonActionAndTime(t *testing.T) {
	s, owner := founded(t)
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s.Now = func() time.Time { return clock }
	for range 3 {
		clock = clock.AddDate(0, 0, 1)
		if err := s.write(t.Context(), func(x *tx) error {
			return x.record(Entry{Actor: owner, Action: "membership.updated", Target: clock.Format("02")})
		}); err != nil {
			t.Fatal(err)
		}
	}
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		f    HistoryFilter
		want int
	}{
		"one day":            {HistoryFilter{From: day(3), To: day(4)}, 1},
		"from":               {HistoryFilter{From: day(3), To: day(10)}, 2},
		"the end is outside": {HistoryFilter{From: day(2), To: clock}, 2},
		"target":             {HistoryFilter{Target: "03"}, 1},
		"action":             {HistoryFilter{Action: "membership.updated"}, 3},
		"actor":              {HistoryFilter{Actor: owner.User, Action: "membership.updated"}, 3},
		"nobody":             {HistoryFilter{Actor: "nobody"}, 0},
	} {
		if p, err := s.History(t.Context(), owner, c.f); err != nil || len(p.Rows) != c.want || p.Total != c.want {
			t.Errorf("%s: %d entries, total %d, %v; want %d", name, len(p.Rows), p.Total, err, c.want)
		}
	}
}

func TestHistoryTurnsItsPagesNewestFirst(t *testing.T) {
	s, owner := founded(t)
	for range 120 {
		if err := s.write(t.Context(), func(x *tx) error { return x.record(Entry{Actor: owner, Action: "membership.updated"}) }); err != nil {
			t.Fatal(err)
		}
	}
	read := func(p Page) *HistoryPage {
		t.Helper()
		list, err := s.History(t.Context(), owner, HistoryFilter{Action: "membership.updated", Page: p})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	first := read(Page{})
	second := read(Page{After: first.After})
	third := read(Page{After: second.After})
	if first.Before != "" || third.After != "" || len(first.Rows) != 50 || len(third.Rows) != 20 {
		t.Fatal(len(first.Rows), len(second.Rows), len(third.Rows), first.Before, third.After)
	}
	if a, b := first.Rows[49].Seq, second.Rows[0].Seq; b != a-1 || first.Rows[0].Seq <= a {
		t.Fatal(first.Rows[0].Seq, a, b)
	}
	back := read(Page{Before: third.Before})
	if back.Rows[0].Seq != second.Rows[0].Seq || len(back.Rows) != 50 {
		t.Fatal("the way back leads elsewhere")
	}
	if _, err := s.History(t.Context(), owner, HistoryFilter{Page: Page{After: "forged"}}); CodeOf(err) != Invalid {
		t.Fatal("a forged cursor:", err)
	}
}

func TestOwnRolesInTheHistoryAreNamed(t *testing.T) {
	s, owner := founded(t)
	role, err := s.CreateRole(t.Context(), owner, RoleDetails{Name: "Box office", Levels: access.Levels{access.Events: access.View}})
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.Invite(t.Context(), owner, details("ana@example.org", access.Levels{access.Events: access.View}), true)
	if err != nil {
		t.Fatal(err)
	}
	d := details("ana@example.org", access.Levels{access.Events: access.View})
	d.Role = role
	if _, err := s.UpdateMembership(t.Context(), owner, id, 1, d); err != nil {
		t.Fatal(err)
	}
	entries, names, err := s.PersonHistory(t.Context(), owner, id, 10)
	if err != nil || names[role] != "Box office" || entries[0].Action != "membership.updated" {
		t.Fatal(entries, names, err)
	}
}
