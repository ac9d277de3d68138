package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/models"
	"coulisse/testkit"
)

// house is an organisation with its owner and somebody who is to follow.
type house struct {
	*testkit.App
	t           *testing.T
	owner, heir access.Actor
}

func newHouse(t *testing.T) *house {
	t.Helper()
	a := testkit.NewApp(t)
	h := &house{App: a, t: t, owner: a.Found()}
	h.heir = a.Member(h.owner, "ana@nordlys.example", "Ana Søholm", testkit.Levels(access.Levels{access.Users: access.View}))
	return h
}

// person reads a membership as it stands.
func (h *house) person(a access.Actor) *models.Person {
	h.t.Helper()
	p, err := h.Store.Person(h.t.Context(), access.Actor{Organisation: a.Organisation, Grant: testkit.Levels(access.Everything())}, a.Membership)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// must has what should go well go well.
func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) offers() {
	h.t.Helper()
	_, err := h.Store.OfferOwnership(h.t.Context(), h.owner, "ANA@nordlys.example")
	h.must(err)
}

func (h *house) handsOver() {
	h.t.Helper()
	h.offers()
	_, err := h.Store.AcceptOwnership(h.t.Context(), h.heir)
	h.must(err)
}

// owned asserts who owns the organisation: exactly one, active and accepted.
func (h *house) owned(by access.Actor) {
	h.t.Helper()
	got := h.Ask("SELECT group_concat(m.id || m.state || m.active || (m.user_id IS NOT NULL)) FROM memberships m WHERE m.organisation_id = ? AND m.owner", by.Organisation)
	if got != by.Membership+"member11" {
		h.t.Errorf("owned by %s, want %s", got, by.Membership)
	}
}

// mailed asserts the kinds of the last mails to somebody.
func (h *house) mailed(email string, kinds ...models.MailKind) {
	h.t.Helper()
	var got []models.MailKind
	for _, m := range h.Mails() {
		if m.To == email {
			got = append(got, m.Kind)
		}
	}
	if len(got) < len(kinds) || fmt.Sprint(got[len(got)-len(kinds):]) != fmt.Sprint(kinds) {
		h.t.Errorf("%s got %v, want %v at the end", email, got, kinds)
	}
}

// refused asserts an error's code, and its field and key where they are given.
func refused(t *testing.T, err error, code models.Code, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Code != code || key != "" && e.Key != key {
		t.Errorf("got %v, want %s %s", err, code, key)
	}
}

func TestAnAcceptedOfferMovesTheOwnershipAtOnce(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.offers()
	h.owned(h.owner)
	h.mailed("signe@nordlys.example", models.MailOwnershipOffered)
	h.mailed("ana@nordlys.example", models.MailOwnershipOffered)
	if _, err := h.Store.AcceptOwnership(ctx, h.owner); models.CodeOf(err) != models.NotFound {
		t.Errorf("the owner accepts what they offered: %v", err)
	}
	_, err := h.Store.AcceptOwnership(ctx, h.heir)
	h.must(err)
	h.owned(h.heir)
	h.mailed("signe@nordlys.example", models.MailOwnershipAccepted)
	h.mailed("ana@nordlys.example", models.MailOwnershipAccepted)
	former := h.person(h.owner)
	if former.Owner || former.Role != "superuser" || former.Status != models.Active || !former.Grant.Equal(testkit.Levels(access.Everything())) {
		t.Errorf("the former owner is %+v", former)
	}
	_, err = h.Store.AcceptOwnership(ctx, h.heir)
	refused(t, err, models.NotFound, "")
}

func TestOnlyAnActiveMemberWhoHasAcceptedIsOfferedTheOwnership(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.Invite(h.owner, "ian@nordlys.example", "Ian", testkit.Levels(nil))
	prepared := models.Details{Email: "pia@nordlys.example", Name: "Pia", Role: access.Custom, Grant: testkit.Levels(nil)}
	_, err := h.Store.Invite(ctx, h.owner, prepared, false)
	h.must(err)
	off := h.Member(h.owner, "olga@nordlys.example", "Olga", testkit.Levels(nil))
	_, _, err = h.Store.SetActive(ctx, h.owner, off.Membership, false)
	h.must(err)
	for email, dates := range map[string]access.Validity{"ed@nordlys.example": {Until: "2026-06-15"}, "sam@nordlys.example": {From: "2026-06-17"}} {
		p := h.person(h.Member(h.owner, email, "Somebody", testkit.Levels(nil)))
		g := p.Grant
		g.Validity = dates
		_, err := h.Store.UpdateMembership(ctx, h.owner, p.ID, p.Version, models.Details{Name: p.Name, Role: p.Role, Grant: g})
		h.must(err)
	}
	h.Neighbour("Quaidix", "odile@quaidix.example", "Odile")
	for email, key := range map[string]string{"ian@nordlys.example": "pending", "pia@nordlys.example": "pending", "olga@nordlys.example": "inactive", "ed@nordlys.example": "ended",
		"sam@nordlys.example": "scheduled", "signe@nordlys.example": "owner", "odile@quaidix.example": "unknown", "nobody@nordlys.example": "unknown"} {
		_, err := h.Store.OfferOwnership(ctx, h.owner, email)
		refused(t, err, models.Invalid, "ownership.successor."+key)
	}
	_, err = h.Store.OfferOwnership(ctx, h.heir, "ana@nordlys.example")
	refused(t, err, models.Forbidden, "")
	h.offers()
	_, err = h.Store.OfferOwnership(ctx, h.owner, "ana@nordlys.example")
	refused(t, err, models.Conflict, "ownership.offered_already")
}

func TestAnOfferCanBeWithdrawnDeclinedAndLapses(t *testing.T) {
	for name, end := range map[string]func(*house) error{
		"withdrawn": func(h *house) error { _, err := h.Store.WithdrawOwnership(t.Context(), h.owner); return err },
		"declined":  func(h *house) error { _, err := h.Store.DeclineOwnership(t.Context(), h.heir); return err },
		"lapsed": func(h *house) error {
			h.Clock.Advance(models.OfferLife)
			_, err := h.Store.WorkOnOwnership(t.Context())
			return err
		},
		"lapsed before anybody looked": func(h *house) error { h.Clock.Advance(models.OfferLife); return nil },
		"the successor was removed":    func(h *house) error { _, err := h.Store.Remove(t.Context(), h.owner, h.heir.Membership); return err },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.offers()
			h.must(end(h))
			if _, err := h.Store.AcceptOwnership(t.Context(), h.heir); err == nil {
				t.Error("it can be accepted all the same")
			}
			h.owned(h.owner)
			other := h.Member(h.owner, "bo@nordlys.example", "Bo", testkit.Levels(nil))
			_, err := h.Store.OfferOwnership(t.Context(), h.owner, other.Email)
			h.must(err)
		})
	}
}

func TestTheFormerOwnerTakesTheOwnershipBackOnceWithin72Hours(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	event := h.Event(h.owner, "Cyrano", 24*time.Hour)
	p := h.person(h.heir)
	held := access.Grant{Levels: access.Levels{access.Users: access.View, access.Events: access.Edit, access.Reports: access.View}, Scope: access.Scope{Events: []string{event}}, Validity: access.Validity{Until: "2026-12-31"}}
	_, err := h.Store.UpdateMembership(ctx, h.owner, p.ID, p.Version, models.Details{Name: p.Name, Role: "look_on", Grant: held, NotifyOrders: true})
	h.must(err)
	h.handsOver()
	h.Clock.Advance(models.BackFor - time.Second)
	for _, a := range []access.Actor{h.heir, h.Member(h.heir, "bo@nordlys.example", "Bo", testkit.Levels(access.Everything()))} {
		_, err := h.Store.TakeOwnershipBack(ctx, a)
		refused(t, err, models.NotFound, "")
	}
	_, err = h.Store.TakeOwnershipBack(ctx, h.owner)
	h.must(err)
	h.owned(h.owner)
	h.mailed("signe@nordlys.example", models.MailOwnershipTakenBack)
	h.mailed("ana@nordlys.example", models.MailOwnershipTakenBack)
	if back := h.person(h.heir); back.Role != "look_on" || !back.Grant.Equal(held) || !back.NotifyOrders || back.NotifySettlements || back.Owner || back.Kept {
		t.Errorf("the successor got back %+v", back)
	}
	_, err = h.Store.TakeOwnershipBack(ctx, h.owner)
	refused(t, err, models.NotFound, "")
	h.offers()
}

func TestAfter72HoursTheOwnershipStaysWhereItIs(t *testing.T) {
	h := newHouse(t)
	h.handsOver()
	h.Clock.Advance(models.BackFor)
	_, err := h.Store.TakeOwnershipBack(t.Context(), h.owner)
	refused(t, err, models.NotFound, "")
	h.owned(h.heir)
	_, _, err = h.Store.SetActive(t.Context(), h.heir, h.owner.Membership, false)
	h.must(err)
}

// A new owner made the former one powerless before they could take the ownership back.
func TestNobodyChangesTheFormerOwnerWhileTheOwnershipMayBeTakenBack(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	role, err := h.Store.CreateRole(ctx, h.owner, models.RoleDetails{Name: "Usher"})
	h.must(err)
	event := h.Event(h.owner, "Cyrano", 24*time.Hour)
	other := h.Member(h.owner, "sven@nordlys.example", "Sven", testkit.Levels(access.Everything()))
	h.handsOver()
	p := h.person(h.owner)
	if !p.Kept {
		t.Error("the former owner is not kept")
	}
	for name, change := range map[string]func(a access.Actor) error{
		"rights": func(a access.Actor) error {
			_, err := h.Store.UpdateMembership(ctx, a, p.ID, p.Version, models.Details{Name: p.Name, Role: access.Custom, Grant: testkit.Levels(nil)})
			return err
		},
		"off":        func(a access.Actor) error { _, _, err := h.Store.SetActive(ctx, a, p.ID, false); return err },
		"removal":    func(a access.Actor) error { _, err := h.Store.Remove(ctx, a, p.ID); return err },
		"role":       func(a access.Actor) error { _, _, err := h.Store.ApplyRole(ctx, a, role, p.ID, p.Version); return err },
		"invitation": func(a access.Actor) error { _, err := h.Store.RevokeInvitation(ctx, a, p.ID); return err },
		"copy": func(a access.Actor) error {
			_, err := h.Store.CopyEvent(ctx, a, event, models.EventDetails{Name: "Copy", BeginsAt: h.Store.Now(), EndsAt: h.Store.Now().Add(time.Hour)}, false, []string{p.ID})
			return err
		},
	} {
		for _, a := range []access.Actor{h.heir, other} {
			if err := change(a); models.CodeOf(err) != models.Forbidden || !strings.HasSuffix(err.Error(), "refusal.handing_over") {
				t.Errorf("%s by %s: %v", name, a.Name, err)
			}
		}
	}
	_, err = h.Store.OfferOwnership(ctx, h.heir, "sven@nordlys.example")
	refused(t, err, models.Conflict, "ownership.not_yet")
	h.owned(h.heir)
}
