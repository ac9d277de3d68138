package models

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models/text"
)

// member invites a person with a grant, accepts for them, and returns them as an actor.
func member(t testing.TB, s *Store, by access.Actor, name string, g access.Grant) access.Actor {
	t.Helper()
	d := Details{Email: name + "@example.org", Name: name, Role: access.Custom, Grant: g}
	id, err := s.Invite(t.Context(), by, d, true)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: name, PasswordHash: "x"})
	if err != nil {
		t.Fatal(err)
	}
	var u User
	s.r.Raw("SELECT * FROM users WHERE id = ?", *o.Person.UserID).Scan(&u)
	return actorOf(t, s, &u)
}

func everywhere(levels access.Levels) access.Grant {
	return access.Grant{Levels: levels, Scope: access.Scope{All: true}}
}

var managesUsers = everywhere(access.Levels{access.Users: access.Approve, access.Events: access.Edit})

func newEvent(t *testing.T, s *Store, organisation, name string) string {
	t.Helper()
	now := s.Now()
	e := Event{ID: NewID(), OrganisationID: organisation, Name: name, SortName: text.Fold(name), BeginsAt: now, EndsAt: now.Add(time.Hour), State: EventDraft, CreatedBy: "x", Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := s.w.Create(&e).Error; err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// faultsAt asserts that an error names exactly these fields.
func faultsAt(t *testing.T, err error, fields ...string) {
	t.Helper()
	faults, ok := err.(Faults)
	if one, is := err.(*Error); is && one.Code == Invalid {
		faults, ok = Faults{one}, true
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.Field)
	}
	if !ok || fmt.Sprint(got) != fmt.Sprint(fields) {
		t.Errorf("got faults at %v (%v), want %v", got, err, fields)
	}
}

// Rule 1. A delegated administrator raised themselves by way of others (Mattermost, listmonk).
func TestNobodyGrantsALevelScopeOrValidityAboveTheirOwn(t *testing.T) {
	s, owner := founded(t)
	mine, other := newEvent(t, s, owner.Organisation, "Mine"), newEvent(t, s, owner.Organisation, "Other")
	until := day(s.Now().AddDate(0, 1, 0), "UTC")
	held := access.Grant{Levels: managesUsers.Levels, Scope: access.Scope{Events: []string{mine}}, Validity: access.Validity{Until: until}}
	admin := member(t, s, owner, "admin", held)
	within := access.Grant{Levels: access.Levels{access.Events: access.Edit}, Scope: access.Scope{Events: []string{mine}}, Validity: access.Validity{Until: until}}
	for name, c := range map[string]struct {
		change func(*access.Grant)
		fields []string
	}{
		"level":         {func(g *access.Grant) { g.Levels = access.Levels{access.Events: access.Approve} }, []string{"level.events"}},
		"other section": {func(g *access.Grant) { g.Levels = access.Levels{access.History: access.View} }, []string{"level.history"}},
		"all events":    {func(g *access.Grant) { g.Scope = access.Scope{All: true} }, []string{"event"}},
		"a foreign one": {func(g *access.Grant) { g.Scope.Events = []string{mine, other} }, []string{"event"}},
		"a later end":   {func(g *access.Grant) { g.Validity.Until = "2999-01-01" }, []string{"valid_until"}},
		"no end":        {func(g *access.Grant) { g.Validity.Until = "" }, []string{"valid_until"}},
		"empty choice":  {func(g *access.Grant) { g.Scope.Events = nil }, []string{"event"}},
		"unknown event": {func(g *access.Grant) { g.Scope.Events = []string{mine, "nowhere"} }, []string{"event"}},
	} {
		g := within
		g.Scope.Events = append([]string{}, within.Scope.Events...)
		c.change(&g)
		_, err := s.Invite(t.Context(), admin, Details{Email: "x@example.org", Name: "X", Role: access.Custom, Grant: g}, true)
		t.Run(name, func(t *testing.T) { faultsAt(t, err, c.fields...) })
	}
	id, err := s.Invite(t.Context(), admin, Details{Email: "x@example.org", Name: "X", Role: access.Custom, Grant: within}, true)
	if err != nil {
		t.Fatal("refused what the actor holds:", err)
	}
	p, _ := s.Person(t.Context(), admin, id)
	raised := Details{Name: "X", Role: access.Custom, Grant: within}
	raised.Grant.Levels = access.Everything()
	if _, err := s.UpdateMembership(t.Context(), admin, id, p.Version, raised); CodeOf(err) != Invalid {
		t.Error("raised by the edit form:", err)
	}
}

func TestNobodyChangesTheirOwnRightsStatusOrMembership(t *testing.T) {
	s, owner := founded(t)
	admin := member(t, s, owner, "admin", everywhere(access.Everything()))
	for _, a := range []access.Actor{admin, owner} {
		p, _ := s.Person(t.Context(), a, a.Membership)
		_, changing := s.UpdateMembership(t.Context(), a, a.Membership, p.Version, Details{Name: p.Name, Grant: everywhere(nil)})
		_, _, switching := s.SetActive(t.Context(), a, a.Membership, false)
		_, removing := s.Remove(t.Context(), a, a.Membership)
		for what, err := range map[string]error{"change": changing, "switch off": switching, "remove": removing} {
			if CodeOf(err) != Forbidden {
				t.Errorf("%s could %s themselves: %v", a.Name, what, err)
			}
		}
	}
}

// Rule 2.
func TestNobodyTouchesSomeoneWhoHoldsMore(t *testing.T) {
	s, owner := founded(t)
	admin := member(t, s, owner, "admin", managesUsers)
	strong := member(t, s, owner, "strong", everywhere(access.Levels{access.Events: access.Approve}))
	for _, target := range []access.Actor{strong, owner} {
		p, _ := s.Person(t.Context(), admin, target.Membership)
		_, changing := s.UpdateMembership(t.Context(), admin, target.Membership, p.Version, Details{Name: p.Name, Phone: "1", Role: p.Role, Grant: p.Grant})
		_, _, switching := s.SetActive(t.Context(), admin, target.Membership, false)
		_, removing := s.Remove(t.Context(), admin, target.Membership)
		_, resetting := s.SendPasswordReset(t.Context(), admin, target.Membership)
		for what, err := range map[string]error{"change": changing, "switch off": switching, "remove": removing, "reset": resetting} {
			if CodeOf(err) != Forbidden {
				t.Errorf("a lesser administrator could %s %s: %v", what, target.Name, err)
			}
		}
	}
}

func TestAnEditorPreparesAndAnApproverSends(t *testing.T) {
	s, owner := founded(t)
	editor := member(t, s, owner, "editor", everywhere(access.Levels{access.Users: access.Edit, access.Events: access.View}))
	d := details("new@example.org", access.Levels{access.Events: access.View})
	if _, err := s.Invite(t.Context(), editor, d, true); CodeOf(err) != Forbidden {
		t.Fatal("an editor sent an invitation:", err)
	}
	id, err := s.Invite(t.Context(), editor, d, false)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := s.Person(t.Context(), editor, id)
	if p.Status != Prepared {
		t.Fatal(p.Status)
	}
	var mails int
	s.r.Raw("SELECT count(*) FROM mails WHERE membership_id = ?", id).Scan(&mails)
	if mails != 0 {
		t.Fatal("a prepared invitation left")
	}
	for what, try := range map[string]func() error{
		"send it":   func() error { _, err := s.SendInvitation(t.Context(), editor, id); return err },
		"revoke it": func() error { _, err := s.RevokeInvitation(t.Context(), editor, id); return err },
		"raise it": func() error {
			_, err := s.UpdateMembership(t.Context(), editor, id, p.Version, details("", access.Levels{access.Users: access.Edit}))
			return err
		},
		"remove it":  func() error { _, err := s.Remove(t.Context(), editor, id); return err },
		"switch off": func() error { _, _, err := s.SetActive(t.Context(), editor, id, false); return err },
	} {
		if err := try(); CodeOf(err) != Forbidden {
			t.Errorf("an editor could %s: %v", what, err)
		}
	}
	if _, err := s.SendInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if p, _ = s.Person(t.Context(), owner, id); p.Status != Invited {
		t.Fatal(p.Status)
	}
}

// Rule 4: a right that was taken away a moment ago is not used by a request under way.
func TestARightTakenAwayIsNotUsedByARequestUnderWay(t *testing.T) {
	s, owner := founded(t)
	admin := member(t, s, owner, "admin", managesUsers)
	if _, _, err := s.SetActive(t.Context(), owner, admin.Membership, false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Invite(t.Context(), admin, details("x@example.org", nil), true); CodeOf(err) != Forbidden {
		t.Error("invited after being switched off:", err)
	}
	if _, _, err := s.SetActive(t.Context(), admin, admin.Membership, true); CodeOf(err) != Forbidden {
		t.Error("switched themselves on:", err)
	}
}

func TestTwoAdministratorsWhoSwitchEachOtherOffAtOnceLeaveOneActive(t *testing.T) {
	s, owner := founded(t)
	a, b := member(t, s, owner, "a", managesUsers), member(t, s, owner, "b", managesUsers)
	for round := range 20 {
		var done atomic.Int32
		var wg sync.WaitGroup
		for _, pair := range [][2]access.Actor{{a, b}, {b, a}} {
			wg.Go(func() {
				if _, _, err := s.SetActive(t.Context(), pair[0], pair[1].Membership, false); err == nil {
					done.Add(1)
				}
			})
		}
		wg.Wait()
		if done.Load() != 1 {
			t.Fatalf("round %d: %d of 2 succeeded", round, done.Load())
		}
		for _, x := range []access.Actor{a, b} {
			if _, _, err := s.SetActive(t.Context(), owner, x.Membership, true); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Rule 5.
func TestOutsideItsDatesAccessBehavesAsInactive(t *testing.T) {
	s, owner := founded(t)
	today := day(s.Now(), "Europe/Copenhagen")
	trainee := member(t, s, owner, "trainee", access.Grant{Levels: access.Levels{access.Events: access.Edit}, Scope: access.Scope{All: true}, Validity: access.Validity{Until: today}})
	token, err := s.StartSession(t.Context(), Session{UserID: trainee.User, OrganisationID: owner.Organisation, Proof: "x"}, "")
	if err != nil {
		t.Fatal(err)
	}
	clock := s.Now
	s.Now = func() time.Time { return clock().AddDate(0, 0, 1) }
	if _, err := s.Viewer(t.Context(), HashToken(token), Limits{Idle: 48 * time.Hour, Absolute: 48 * time.Hour}); CodeOf(err) != Forbidden {
		t.Error("still in on the day after the last:", err)
	}
	if p, _ := s.Person(t.Context(), owner, trainee.Membership); p.Status != Ended {
		t.Error(p.Status)
	}
	if _, err := s.SignedIn(t.Context(), &User{ID: trainee.User, EmailKey: "trainee@example.org"}, ""); CodeOf(err) != Forbidden {
		t.Error("signed in after the last day:", err)
	}
}

// Rule 7, and the invitation of somebody who has left meanwhile.
func TestAnInvitationIsCappedToWhatTheInviterMayStillGrant(t *testing.T) {
	s, owner := founded(t)
	for name, c := range map[string]struct {
		meanwhile func(admin access.Actor) error
		want      access.Level
	}{
		"kept":    {func(access.Actor) error { return nil }, access.Edit},
		"lowered": {func(a access.Actor) error { return lower(t, s, owner, a) }, access.View},
		"switched off": {func(a access.Actor) error {
			_, _, err := s.SetActive(t.Context(), owner, a.Membership, false)
			return err
		}, access.None},
		"removed": {func(a access.Actor) error { _, err := s.Remove(t.Context(), owner, a.Membership); return err }, access.None},
	} {
		t.Run(name, func(t *testing.T) {
			admin := member(t, s, owner, "admin-"+text.Fold(name[:3]), managesUsers)
			id, err := s.Invite(t.Context(), admin, details("to-"+admin.Email, access.Levels{access.Events: access.Edit}), true)
			if err != nil {
				t.Fatal(err)
			}
			link := linkOf(t, s, id)
			if err := c.meanwhile(admin); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Accept(t.Context(), link, "", Newcomer{Name: "New", PasswordHash: "x"}); err != nil {
				t.Fatal(err)
			}
			p, _ := s.Person(t.Context(), owner, id)
			if got := p.Grant.Levels.At(access.Events); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func lower(t *testing.T, s *Store, owner, a access.Actor) error {
	p, err := s.Person(t.Context(), owner, a.Membership)
	if err != nil {
		return err
	}
	g := everywhere(access.Levels{access.Users: access.Approve, access.Events: access.View})
	_, err = s.UpdateMembership(t.Context(), owner, a.Membership, p.Version, Details{Name: p.Name, Role: p.Role, Grant: g})
	return err
}
