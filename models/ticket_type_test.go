package models

import (
	"strings"
	"testing"

	"coulisse/access"
)

func TestATypeMovesItsSeatsToTheQuotaThatItDrawsFrom(t *testing.T) {
	s, owner := founded(t)
	event, full, child := onSale(t, s, owner, 10)
	if _, err := buy(s, owner, event, Contact{}, Line{full, 2}, Line{child, 3}); err != nil {
		t.Fatal(err)
	}
	small, err := s.AddTicketType(t.Context(), owner, event, TicketTypeDetails{Name: "Small", Quota: 2})
	if err != nil {
		t.Fatal(err)
	}
	change := func(id string, version int, d TicketTypeDetails) error {
		_, err := s.UpdateTicketType(t.Context(), owner, event, id, version, d)
		return err
	}
	if err := change(child, 1, TicketTypeDetails{Name: "Child", Price: 900, Parent: small}); CodeOf(err) != Invalid {
		t.Error("three seats went into a quota of two:", err)
	}
	if err := change(full, 1, TicketTypeDetails{Name: "Full price", Price: 1800, Quota: 4}); CodeOf(err) != Invalid {
		t.Error("a quota below what is taken:", err)
	}
	if err := change(full, 1, TicketTypeDetails{Name: "Full price", Price: 1800, Parent: small}); CodeOf(err) != Invalid {
		t.Error("a parent price got a parent:", err)
	}
	if err := change(child, 1, TicketTypeDetails{Name: "Child", Price: 900, Quota: 3}); err != nil {
		t.Fatal(err)
	}
	types, err := s.TicketTypes(t.Context(), owner, event)
	if err != nil || types[0].Taken != 2 || types[1].Taken != 3 || types[1].Left != 0 {
		t.Error(types, err)
	}
	if err := change(child, 2, TicketTypeDetails{Name: "Child", Price: 900, Parent: full}); err != nil {
		t.Fatal(err)
	}
	if types, _ = s.TicketTypes(t.Context(), owner, event); types[0].Taken != 5 || types[1].Taken != 0 || types[1].Left != 5 {
		t.Error(types)
	}
	if _, err := s.RemoveTicketType(t.Context(), owner, event, full); CodeOf(err) != Conflict {
		t.Error("a sold parent price was removed:", err)
	}
	if _, err := s.RemoveTicketType(t.Context(), owner, event, small); err != nil {
		t.Error(err)
	}
}

func TestACopyBringsItsTypesAndOnlyThePeopleWhoAreNamed(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	if _, err := buy(s, owner, event, Contact{}, Line{full, 1}); err != nil {
		t.Fatal(err)
	}
	chosen := access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: access.Scope{Events: []string{event}}}
	ana, bo := member(t, s, owner, "ana", chosen), member(t, s, owner, "bo", chosen)
	id, err := s.CopyEvent(t.Context(), owner, event, play(s, "Cyrano II", ""), true, []string{ana.Membership})
	if err != nil {
		t.Fatal(err)
	}
	types, err := s.TicketTypes(t.Context(), owner, id)
	if err != nil || len(types) != 2 || types[0].Taken != 0 || types[1].Parent != "Full price" || *types[1].ParentID != types[0].ID {
		t.Error(types, err)
	}
	for _, who := range []struct {
		access.Actor
		sees bool
	}{{ana, true}, {bo, false}} {
		p, err := s.Person(t.Context(), owner, who.Membership)
		if err != nil || p.Grant.Scope.Contains(id) != who.sees {
			t.Error(who.Name, p.Grant.Scope, err)
		}
	}
	if _, err := s.CopyEvent(t.Context(), ana, event, play(s, "Mine", ""), true, nil); CodeOf(err) != Forbidden {
		t.Error("somebody with chosen events copied one:", err)
	}
	editor := member(t, s, owner, "editor", everywhere(access.Levels{access.Events: access.Edit, access.Users: access.Edit}))
	if _, err := s.CopyEvent(t.Context(), editor, event, play(s, "Theirs", ""), true, []string{bo.Membership}); CodeOf(err) != Forbidden {
		t.Error("a copy widened somebody's rights without the right to:", err)
	}
}

func TestReferencesAndCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for range 200 {
		reference, code := newReference(), newTicketCode()
		if got, ok := OrderReference(" " + reference[:3] + " " + reference[3:6] + "-" + reference[6:]); !ok || got != reference {
			t.Fatal(reference, got)
		}
		for i := range 8 { // two neighbours exchanged are noticed, but 0 and 9
			if a, b := reference[i], reference[i+1]; a != b && !(a == '0' && b == '9' || a == '9' && b == '0') {
				if _, ok := OrderReference(reference[:i] + string(b) + string(a) + reference[i+2:]); ok {
					t.Fatal(reference, i)
				}
			}
		}
		if got, ok := TicketCode(strings.ToLower(strings.ReplaceAll(code[:5]+"-"+code[5:], "0", "o"))); !ok || got != code {
			t.Fatal(code, got)
		}
	}
}

// What scanners, spreadsheets and keyboards put around a code or make of it.
func TestACodeIsReadHoweverAScannerSendsIt(t *testing.T) {
	const code, test = "A2QZM07VWB3456X89CDE", "TESTU123456789ABC"
	french := strings.NewReplacer("A", "Q", "Q", "A", "Z", "W", "W", "Z", "M", "?", "0", "à", "1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "-", "7", "è", "8", "_", "9", "ç", "]", "$")
	for _, want := range []string{code, test} {
		for _, typed := range []string{
			want, strings.ToLower(want), "]Q1" + want, "]q1" + strings.ToLower(want), "]Q3" + want, "]d2" + want, "\x02" + want + "\x03", "\x02]Q1" + want + "\r\n", want + "\x1d", "\uFEFF" + want + "\u200B",
			want[:5] + "\u00A0" + want[5:10] + "\u202F" + want[10:], want[:5] + "–" + want[5:], want[:5] + "‑" + want[5:10] + "−" + want[10:], " " + want + "\t", "\u202A" + want + "\u202C",
			french.Replace(want), french.Replace("]Q1" + want), strings.ToLower(french.Replace(want)),
		} {
			if got, ok := TicketCode(typed); got != want || ok != (want == code) || IsTestCode(typed) != (want == test) {
				t.Errorf("%q is read as %q, a ticket %t, a test ticket %t", typed, got, ok, IsTestCode(typed))
			}
		}
	}
	for _, typed := range []string{"", "]Q1", "]", code + "A", code[1:], "]Q1" + code[1:], "U" + code[1:], "&" + code, "é&é&é&é&é&é&é&é&é&é&é"} {
		if got, ok := TicketCode(typed); ok {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}
