package models

import (
	"fmt"
	"slices"
	"testing"

	"coulisse/access"
)

// entry adds somebody to the directory without web access.
func entry(t testing.TB, s *Store, by access.Actor, name string, roles ...string) (id string) {
	t.Helper()
	id, err := s.AddContact(t.Context(), by, DirectoryDetails{Name: name, Email: name + "@example.org", Phone: "+45 20 12 34 56", Title: "Printer", Roles: roles}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// namesIn are the names on a page of the directory.
func namesIn(t testing.TB, s *Store, a access.Actor, f DirectoryFilter) (names []string, list *Directory) {
	t.Helper()
	list, err := s.Directory(t.Context(), a, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list.Rows {
		names = append(names, r.Name)
	}
	return names, list
}

func onlyContacts(level access.Level) access.Grant {
	return everywhere(access.Levels{access.Contacts: level})
}

// EC1: users and entries are one list, in the order of names, found alike.
func TestTheDirectoryHoldsUsersAndEntriesAsOneList(t *testing.T) {
	s, owner := founded(t)
	member(t, s, owner, "berit", onlyContacts(access.View))
	entry(t, s, owner, "anders", "invoice")
	entry(t, s, owner, "carla", "press", "invoice")
	if names, list := namesIn(t, s, owner, DirectoryFilter{}); !slices.Equal(names, []string{"anders", "berit", "carla", "Signe Holm"}) || list.Total != 4 {
		t.Error(names, list.Total)
	}
	for search, want := range map[string][]string{"printer": {"anders", "carla"}, "20123456": {"anders", "carla"}, "BER": {"berit"}, "carla@example.org": {"carla"}, "zz": nil} {
		if names, list := namesIn(t, s, owner, DirectoryFilter{Search: search}); !slices.Equal(names, want) || list.Total != len(want) {
			t.Errorf("%q finds %v, %d", search, names, list.Total)
		}
	}
	if names, _ := namesIn(t, s, owner, DirectoryFilter{Role: "press"}); !slices.Equal(names, []string{"carla"}) {
		t.Error(names)
	}
}

func TestPagesOfTheDirectoryLeaveNobodyOutBothWays(t *testing.T) {
	s, owner := founded(t)
	for i := range 70 {
		if i%3 == 0 {
			if _, err := s.Invite(t.Context(), owner, details(fmt.Sprintf("u%02d@example.org", i), nil), true); err != nil {
				t.Fatal(err)
			}
			continue
		}
		entry(t, s, owner, fmt.Sprintf("p%02d", i))
	}
	first, list := namesIn(t, s, owner, DirectoryFilter{})
	second, last := namesIn(t, s, owner, DirectoryFilter{Page: Page{After: list.After}})
	if len(first) != PageSize || len(second) != 21 || last.After != "" || list.Before != "" || list.Total != 71 {
		t.Error(len(first), len(second), last.After, list.Before, list.Total)
	}
	if back, _ := namesIn(t, s, owner, DirectoryFilter{Page: Page{Before: last.Before}}); !slices.Equal(back, first) {
		t.Error(back)
	}
	if _, err := s.Directory(t.Context(), owner, DirectoryFilter{Page: Page{After: "%%"}}); CodeOf(err) != Invalid {
		t.Error(err)
	}
}

// EC8, EC5: web access keeps the id, and what is known of somebody stands in one place.
func TestWhoGetsWebAccessKeepsTheirID(t *testing.T) {
	s, owner := founded(t)
	w := WebAccess{Role: "consultation", Grant: everywhere(access.Levels{access.Events: access.View})}
	id := entry(t, s, owner, "anders", "invoice")
	if _, err := s.GiveAccess(t.Context(), owner, id, w); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Person(t.Context(), owner, id); err != nil || p.Name != "anders" || p.Title != "Printer" || p.Role != "consultation" || p.Status != Invited {
		t.Errorf("%+v %v", p, err)
	}
	p, err := s.DirectoryPerson(t.Context(), owner, id)
	if err != nil || p.Phone != "+45 20 12 34 56" || !slices.Equal(p.Roles, []string{"invoice"}) || p.Access == nil {
		t.Errorf("%+v %v", p, err)
	}
	if names, list := namesIn(t, s, owner, DirectoryFilter{Search: "anders"}); len(names) != 1 || list.Total != 1 {
		t.Error(names, list.Total)
	}
	if _, err := s.GiveAccess(t.Context(), owner, id, w); CodeOf(err) != Conflict {
		t.Error("access twice:", err)
	}
	if _, err := s.RevokeInvitation(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	q, err := s.DirectoryPerson(t.Context(), owner, id)
	if err != nil || q.Access != nil || q.Name != "anders" || q.Phone != "+45 20 12 34 56" || q.Version <= p.Version || !slices.Equal(q.Roles, []string{"invoice"}) {
		t.Errorf("%+v %v", q, err)
	}
	if names, _ := namesIn(t, s, owner, DirectoryFilter{Search: "printer"}); len(names) != 1 {
		t.Error("not found after the invitation was taken back:", names)
	}
}

func TestWhoIsInvitedUnderAnAddressOfTheDirectoryIsTheSamePerson(t *testing.T) {
	s, owner := founded(t)
	id := entry(t, s, owner, "anders", "invoice")
	got, err := s.Invite(t.Context(), owner, Details{Email: "Anders@Example.org", Name: "Anders And", Role: access.Custom, Grant: everywhere(nil)}, true)
	if err != nil || got != id {
		t.Fatal(got, id, err)
	}
	if p, err := s.DirectoryPerson(t.Context(), owner, id); err != nil || p.Name != "Anders And" || p.Phone != "+45 20 12 34 56" {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := s.Remove(t.Context(), owner, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DirectoryPerson(t.Context(), owner, id); CodeOf(err) != NotFound {
		t.Error("who was removed as a user is still in the directory:", err)
	}
}

func TestAnAddressStandsOnceInADirectory(t *testing.T) {
	s, owner := founded(t)
	member(t, s, owner, "berit", onlyContacts(access.View))
	id := entry(t, s, owner, "anders")
	for _, taken := range []string{"BERIT@example.org", "anders@example.org"} {
		_, err := s.AddContact(t.Context(), owner, DirectoryDetails{Name: "Other", Email: taken}, nil)
		faultsAt(t, err, "email")
	}
	_, _, err := s.UpdateContact(t.Context(), owner, id, 1, DirectoryDetails{Name: "anders", Email: "berit@example.org"})
	faultsAt(t, err, "email")
}

// Rule of delegation 1, by the path of the directory: who may give access gives no more than they have.
func TestNobodyGivesWebAccessAboveTheirOwnRights(t *testing.T) {
	s, owner := founded(t)
	tends := member(t, s, owner, "tends", everywhere(access.Levels{access.Contacts: access.Approve, access.Events: access.View}))
	id := entry(t, s, owner, "anders")
	_, err := s.GiveAccess(t.Context(), tends, id, WebAccess{Role: access.Custom, Grant: everywhere(access.Levels{access.Events: access.Edit})})
	faultsAt(t, err, "level.events")
	_, err = s.AddContact(t.Context(), tends, DirectoryDetails{Name: "New", Email: "new@example.org"}, &WebAccess{Role: "superuser", Grant: everywhere(access.Everything())})
	if CodeOf(err) != Invalid {
		t.Error(err)
	}
	if names, _ := namesIn(t, s, owner, DirectoryFilter{Search: "new"}); len(names) != 0 {
		t.Error("the refused access left an entry behind:", names)
	}
	if _, err := s.GiveAccess(t.Context(), tends, id, WebAccess{Role: access.Custom, Grant: everywhere(access.Levels{access.Events: access.View})}); err != nil {
		t.Fatal(err)
	}
	o, err := s.Accept(t.Context(), linkOf(t, s, id), "", Newcomer{Name: "Anders", PasswordHash: "x"})
	if err != nil || o.Person.Grant.Levels.At(access.Events) != access.View {
		t.Errorf("an invitation from the directory gives %v, %v", o.Person.Grant.Levels, err)
	}
}

func TestTheDirectoryIsChangedByWhoMay(t *testing.T) {
	s, owner := founded(t)
	views, edits := member(t, s, owner, "views", onlyContacts(access.View)), member(t, s, owner, "edits", onlyContacts(access.Edit))
	id := entry(t, s, owner, "anders")
	d := DirectoryDetails{Name: "anders", Email: "anders@example.org", Phone: "1"}
	if _, err := s.AddContact(t.Context(), views, DirectoryDetails{Name: "x", Email: "x@example.org"}, nil); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if _, _, err := s.UpdateContact(t.Context(), views, id, 1, d); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if _, changed, err := s.UpdateContact(t.Context(), edits, id, 1, d); err != nil || !changed {
		t.Error(err)
	}
	if _, _, err := s.UpdateContact(t.Context(), edits, id, 1, d); CodeOf(err) != Conflict {
		t.Error("a stale save:", err)
	}
	if _, err := s.GiveAccess(t.Context(), edits, id, WebAccess{Role: access.Custom, Grant: everywhere(nil)}); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if _, err := s.RemoveContact(t.Context(), edits, id); CodeOf(err) != Forbidden {
		t.Error(err)
	}
}

// EC3, rule of delegation 2: a phone number is what the support desk calls.
func TestWhatIsKnownOfAUserIsFixedAsFarAsTheRulesSay(t *testing.T) {
	s, owner := founded(t)
	edits := member(t, s, owner, "edits", everywhere(access.Levels{access.Contacts: access.Edit, access.Events: access.View}))
	equal := member(t, s, owner, "equal", everywhere(access.Levels{access.Events: access.View}))
	more := member(t, s, owner, "more", everywhere(access.Levels{access.Events: access.Edit}))
	for name, c := range map[string]struct {
		who    access.Actor
		change func(*DirectoryDetails)
		want   Code
	}{
		"a name":                {equal, func(d *DirectoryDetails) { d.Name = "Other" }, Forbidden},
		"an address":            {equal, func(d *DirectoryDetails) { d.Email = "other@example.org" }, Forbidden},
		"a phone":               {equal, func(d *DirectoryDetails) { d.Phone = "1" }, ""},
		"a role of a superior":  {more, func(d *DirectoryDetails) { d.Roles = []string{"invoice"} }, ""},
		"a phone of a superior": {more, func(d *DirectoryDetails) { d.Phone = "1" }, Forbidden},
		"the owner's function":  {owner, func(d *DirectoryDetails) { d.Title = "Clown" }, Forbidden},
		"one's own phone":       {edits, func(d *DirectoryDetails) { d.Phone = "1" }, ""},
	} {
		p, err := s.DirectoryPerson(t.Context(), owner, c.who.Membership)
		if err != nil {
			t.Fatal(err)
		}
		d := p.details()
		c.change(&d)
		if _, _, err := s.UpdateContact(t.Context(), edits, p.ID, p.Version, d); CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	s.w.Exec("UPDATE organisations SET members_edit = FALSE")
	p, _ := s.DirectoryPerson(t.Context(), owner, edits.Membership)
	d := p.details()
	d.Phone = "2"
	if _, _, err := s.UpdateContact(t.Context(), edits, p.ID, p.Version, d); CodeOf(err) != Forbidden {
		t.Error("one's own phone although the owner keeps details:", err)
	}
}

// Rules of delegation 1 and 2 hold for removal and password links from the directory too.
func TestNobodyTakesOutOrResetsWhoHoldsMore(t *testing.T) {
	s, owner := founded(t)
	tends := member(t, s, owner, "tends", onlyContacts(access.Approve))
	manages := member(t, s, owner, "manages", everywhere(access.Levels{access.Contacts: access.Approve, access.Users: access.Approve}))
	equal, more := member(t, s, owner, "equal", onlyContacts(access.View)), member(t, s, owner, "more", everywhere(access.Levels{access.Finance: access.View}))
	for _, by := range []access.Actor{tends, manages} {
		for _, target := range []access.Actor{owner, more, by} {
			if _, err := s.RemoveContact(t.Context(), by, target.Membership); CodeOf(err) != Forbidden {
				t.Errorf("%s takes %s out: %v", by.Name, target.Name, err)
			}
			if _, err := s.SendContactReset(t.Context(), by, target.Membership); CodeOf(err) != Forbidden {
				t.Errorf("%s mails %s a link: %v", by.Name, target.Name, err)
			}
		}
	}
	if _, err := s.SendContactReset(t.Context(), tends, equal.Membership); err != nil {
		t.Error(err)
	}
	if _, err := s.RemoveContact(t.Context(), tends, equal.Membership); CodeOf(err) != Forbidden {
		t.Error("web access taken away without the right to:", err)
	}
	if _, err := s.RemoveContact(t.Context(), manages, equal.Membership); err != nil {
		t.Error(err)
	}
	if _, err := s.Person(t.Context(), owner, equal.Membership); CodeOf(err) != NotFound {
		t.Error(err)
	}
}
