package access

import (
	"slices"
	"testing"
)

func TestALadderHasItsEnds(t *testing.T) {
	for _, a := range Areas() {
		if a.Rungs[0] != None || !slices.IsSorted(a.Rungs) {
			t.Errorf("%s: %v", a.Section, a.Rungs)
		}
		if a.Step(None, false) != None || a.Step(a.Top(), true) != a.Top() {
			t.Errorf("%s steps over an end", a.Section)
		}
		level := None
		for range a.Rungs[1:] {
			level = a.Step(level, true)
		}
		if level != a.Top() {
			t.Errorf("%s: stepping up ends at %s", a.Section, level)
		}
	}
}

func TestNothingIsHeldWithoutALevel(t *testing.T) {
	var nobody Actor
	for _, a := range Areas() {
		for _, l := range []Level{None, View, Edit, Approve} {
			if nobody.Can(a.Section, l) {
				t.Errorf("nobody may %s %s", l, a.Section)
			}
		}
	}
}

func TestAScopeLiesWithinAnotherOnlyWhenEveryEventDoes(t *testing.T) {
	all, ab, a, none := Scope{All: true}, Scope{Events: []string{"a", "b"}}, Scope{Events: []string{"a"}}, Scope{}
	for _, c := range []struct {
		in, of Scope
		want   bool
	}{{all, all, true}, {all, ab, false}, {ab, all, true}, {a, ab, true}, {ab, a, false}, {none, a, true}, {a, none, false}} {
		if got := c.in.Within(c.of); got != c.want {
			t.Errorf("%v within %v: %v", c.in, c.of, got)
		}
	}
}

func TestCappingNeverLeavesMoreThanIsHeld(t *testing.T) {
	asked := Grant{Levels: Everything(), Scope: Scope{Events: []string{"a", "b"}}}
	for _, held := range []Grant{
		{},
		{Levels: Levels{Events: View}, Scope: Scope{Events: []string{"b", "c"}}, Validity: Validity{Until: "2027-01-31"}},
		{Levels: Levels{Users: Approve}, Scope: Scope{Events: []string{"c"}}},
		{Levels: Everything(), Scope: Scope{All: true}},
	} {
		got := asked.Cap(held)
		if over := got.Beyond(held); len(over) > 0 {
			t.Errorf("capped to %v it still goes beyond: %v", held, over)
		}
		if over := got.Beyond(asked); len(over) > 0 {
			t.Errorf("capping added %v", over)
		}
		if !got.Scope.All && len(got.Scope.Events) == 0 && got.Levels.At(Events) > None {
			t.Error("rights about events without any event")
		}
	}
}

func TestAccessHoldsOnItsFirstAndLastDay(t *testing.T) {
	v := Validity{From: "2027-01-10", Until: "2027-01-20"}
	for day, want := range map[string]bool{"2027-01-09": false, "2027-01-10": true, "2027-01-20": true, "2027-01-21": false} {
		if v.Contains(day) != want {
			t.Error(day)
		}
	}
	if !(Validity{}).Contains("1999-01-01") {
		t.Error("open dates bound access")
	}
}

func TestWhoMayManageWhom(t *testing.T) {
	held := Grant{Levels: Levels{Users: Approve, Events: View}, Scope: Scope{All: true}}
	admin := Actor{Membership: "admin", Grant: held}
	for name, c := range map[string]struct {
		target Target
		need   Level
		want   Refusal
	}{
		"somebody":       {Target{Membership: "x"}, Approve, Allowed},
		"themselves":     {Target{Membership: "admin", Grant: held}, Edit, OwnRights},
		"the owner":      {Target{Membership: "o", Owner: true}, Edit, IsOwner},
		"who holds more": {Target{Membership: "x", Grant: Grant{Levels: Levels{Events: Edit}}}, Edit, HoldsMore},
	} {
		if got := admin.MayManage(c.target, c.need); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := (Actor{Grant: Grant{Levels: Levels{Users: Edit}}}).MayManage(Target{Membership: "x"}, Approve); got != LacksRights {
		t.Error(got)
	}
}
