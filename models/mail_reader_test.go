package models

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"coulisse/access"
)

// readerOf is somebody who may read mails of a kind, and how they lose that, by name.
type readerOf struct {
	user, email, organisation string
	loses                     map[string]func() error
}

// aReader makes one for a kind of mail.
func aReader(t *testing.T, s *Store, o access.Actor, event string, kind MailKind, n int) readerOf {
	t.Helper()
	rule, exec := mailRules[kind], func(statement string, args ...any) func() error {
		return func() error { return s.w.Exec(statement, args...).Error }
	}
	if rule.reader == toDesk {
		email := fmt.Sprintf("desk%d@desk.example", n)
		staff, err := s.AddStaff(t.Context(), "Sten Desk", email, "en", false)
		if err != nil {
			t.Fatal(err)
		}
		return readerOf{staff.User, email, Desk, map[string]func() error{"left the desk": func() error { _, err := s.RemoveStaff(t.Context(), email); return err }}}
	}
	grant := everywhere(access.Levels{access.Users: access.View, access.Reports: access.Edit, access.Finance: access.View, access.Customers: access.View})
	a := member(t, s, o, fmt.Sprintf("reader%d", n), grant)
	r := readerOf{a.User, a.Email, a.Organisation, map[string]func() error{}}
	if rule.reader == toOwner {
		owns := func(id string) func() error {
			return func() error {
				return errors.Join(exec("UPDATE memberships SET owner = FALSE WHERE organisation_id = ?", o.Organisation)(), exec("UPDATE memberships SET owner = TRUE WHERE id = ?", id)())
			}
		}
		if err := owns(a.Membership)(); err != nil {
			t.Fatal(err)
		}
		r.loses["no longer owns"] = owns(o.Membership)
		return r
	}
	if err := exec("UPDATE memberships SET notify_orders = TRUE, notify_settlements = TRUE WHERE id = ?", a.Membership)(); err != nil {
		t.Fatal(err)
	}
	holds := func(g access.Grant) func() error {
		return func() error {
			return s.write(t.Context(), func(x *tx) error {
				var m Membership
				if err := x.Where("id = ?", a.Membership).Take(&m).Error; err != nil {
					return err
				}
				if err := x.Model(&m).Update("scope_all", g.Scope.All).Error; err != nil {
					return err
				}
				return x.writeRights(m, g)
			})
		}
	}
	r.loses["switched off"] = exec("UPDATE memberships SET active = FALSE WHERE id = ?", a.Membership)
	r.loses["removed"] = exec("DELETE FROM memberships WHERE id = ?", a.Membership)
	elsewhere := grant
	elsewhere.Scope = access.Scope{Events: []string{newEvent(t, s, a.Organisation, "Elsewhere")}}
	switch kind {
	case MailInvitationAccepted, MailInvitationDeclined, MailInvitationAsked:
		r.loses["sees no people"] = holds(everywhere(access.Levels{access.Reports: access.Edit}))
	case MailOrder:
		r.loses["asked for none"] = exec("UPDATE memberships SET notify_orders = FALSE WHERE id = ?", a.Membership)
		r.loses["out of scope"] = holds(elsewhere)
	case MailSettlement:
		r.loses["asked for none"] = exec("UPDATE memberships SET notify_settlements = FALSE WHERE id = ?", a.Membership)
		r.loses["out of scope"] = holds(elsewhere)
	case MailReport:
		r.loses["only looks"] = holds(everywhere(access.Levels{access.Reports: access.View}))
		r.loses["out of scope"] = holds(elsewhere)
	}
	return r
}

// A mail that waits when its reader is removed, switched off or loses the right must not leave.
func TestWhatWaitsIsHeldAgainstTheRightsOfItsReaderWhenItLeaves(t *testing.T) {
	s, o := founded(t)
	event, _, _ := onSale(t, s, o, 10)
	data := MailData{Organisation: "Nordlys", Order: &MailedOrder{ID: "o", EventID: event, Reference: "ABCDEFGH"}, Settlement: &MailedSettlement{EventID: event},
		Report: &MailedReport{Covers: access.Scope{Events: []string{event}}}}
	n := 0
	queue := func(t *testing.T, kind MailKind, r readerOf) {
		t.Helper()
		if err := s.w.Exec("DELETE FROM mails").Error; err != nil {
			t.Fatal(err)
		}
		if err := s.write(t.Context(), func(x *tx) error {
			return x.enqueue(Mail{Kind: kind, OrganisationID: r.organisation, To: r.email, ToName: "Reader", Locale: "en", Data: data})
		}); err != nil {
			t.Fatal(err)
		}
	}
	for kind, rule := range mailRules {
		if rule.reader == toAnybody {
			continue
		}
		n++
		first := aReader(t, s, o, event, kind, n)
		queue(t, kind, first)
		if m, err := s.ClaimMail(t.Context(), time.Minute); err != nil || m == nil || m.Kind != kind {
			t.Errorf("%s does not leave for somebody who may read it: %v", kind, err)
		}
		for loss := range first.loses {
			t.Run(string(kind)+", "+loss, func(t *testing.T) {
				n++
				r := aReader(t, s, o, event, kind, n)
				queue(t, kind, r)
				var before, after int64
				s.r.Table("history").Where("action = 'mail.unread'").Count(&before)
				if err := r.loses[loss](); err != nil {
					t.Fatal(err)
				}
				none(t, s)
				var row mailRow
				s.r.Take(&row)
				if row.State != mailCancelled || row.Failure != mailNoRight {
					t.Errorf("%+v", row)
				}
				if s.r.Table("history").Where("action = 'mail.unread' AND changes LIKE ?", "%"+string(kind)+"%").Count(&after); after == 0 {
					t.Error("the history does not tell")
				}
			})
		}
	}
}

func TestALinkThatWasHandedOnByHandLivesThoughAPasswordIsAskedFor(t *testing.T) {
	s, o, id, now := posted(t)
	m := claimed(t, s)
	if err := s.MailGivenUp(t.Context(), m, "refused 550 5.1.1 no such person"); err != nil {
		t.Fatal(err)
	}
	_, shown, _, err := s.InvitationLink(t.Context(), o, id)
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(10 * time.Minute)
	for range 2 { // anybody can
		if err := s.ForgotPassword(t.Context(), "ana@nordlys.example", "192.0.2.7", 10); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(10 * time.Minute)
	}
	mailed := linkOf(t, s, id)
	for _, link := range []string{shown, mailed} {
		if _, err := s.Offer(t.Context(), link); err != nil || link == "" {
			t.Error(err)
		}
	}
	if _, err := s.Decline(t.Context(), shown); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{shown, mailed} {
		if _, err := s.Decline(t.Context(), link); CodeOf(err) != Gone {
			t.Error("answered twice:", err)
		}
	}
	if _, err := s.SendInvitation(t.Context(), o, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Offer(t.Context(), shown); CodeOf(err) != NotFound {
		t.Error("the link lives on though a new invitation was sent:", err)
	}
}

func TestTheLinkOfAWaitingMailIsCopiedOnceAndTheMailDoesNotLeave(t *testing.T) {
	s, o, id, now := posted(t)
	if _, _, _, err := s.InvitationLink(t.Context(), o, id); CodeOf(err) != Conflict {
		t.Fatal("a mail that is about to leave:", err)
	}
	m := claimed(t, s)
	if err := s.MailRetry(t.Context(), m, "unreachable", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	_, token, _, err := s.InvitationLink(t.Context(), o, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.InvitationLink(t.Context(), o, id); CodeOf(err) != Conflict {
		t.Error("twice:", err)
	}
	*now = now.Add(time.Hour)
	none(t, s)
	if _, err := s.Offer(t.Context(), token); err != nil {
		t.Error(err)
	}
	p, err := s.Person(t.Context(), o, id)
	if err != nil || !p.Invitation.ByHand() || p.Status != Invited {
		t.Errorf("%+v %v", p.Invitation, err)
	}
}

// The fault: the mail still waited, and its link opened an invitation that was declined already.
func TestNoLinkIsCopiedOfAnInvitationThatWasDeclined(t *testing.T) {
	s, o, id, now := posted(t)
	m := claimed(t, s)
	if _, err := s.Decline(t.Context(), m.Token); err != nil {
		t.Fatal(err)
	}
	if err := s.MailRetry(t.Context(), m, "unreachable", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Hour)
	if _, _, _, err := s.InvitationLink(t.Context(), o, id); CodeOf(err) != Conflict {
		t.Error(err)
	}
}

func TestEveryKindOfMailHasARule(t *testing.T) {
	s, o := founded(t)
	err := s.write(t.Context(), func(x *tx) error {
		return x.enqueue(Mail{Kind: "new_kind", OrganisationID: o.Organisation, To: "a@b.example"})
	})
	if err == nil || !strings.Contains(err.Error(), "new_kind") {
		t.Error(err)
	}
}
