package models

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Twenty-five clicks were twenty-five mails.
func TestAClickMailsTheSameOnceAMinuteAndFiveTimesADay(t *testing.T) {
	s, owner := founded(t)
	event, full, _ := onSale(t, s, owner, 10)
	o, err := buy(s, owner, event, Contact{Name: "Mia", Email: "mia@example.org"}, Line{full, 1})
	if err != nil {
		t.Fatal(err)
	}
	invited, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	ben := member(t, s, owner, "ben", everywhere(nil))
	now := s.Now()
	s.Now = func() time.Time { return now }
	for name, click := range map[string]func() error{
		"tickets":       func() error { _, err := s.ResendTickets(t.Context(), owner, o.ID); return err },
		"an invitation": func() error { _, err := s.SendInvitation(t.Context(), owner, invited); return err },
		"a password":    func() error { _, err := s.SendPasswordReset(t.Context(), owner, ben.Membership); return err },
	} {
		t.Run(name, func(t *testing.T) {
			began := now
			for i := range 5 {
				if err := click(); err != nil {
					t.Fatalf("click %d: %v", i+1, err)
				}
				for range 24 {
					var refused *Error
					err := click()
					if !errors.As(err, &refused) || refused.Code != RateLimited || refused.After < 1 || i < 4 && refused.After > 60 {
						t.Fatalf("another one at once after click %d: %v", i+1, err)
					}
				}
				now = now.Add(time.Minute)
			}
			var refused *Error
			if err := click(); !errors.As(err, &refused) || refused.Key != "resend.day" || refused.After < 23*3600 {
				t.Errorf("a sixth one within a day: %v", err)
			}
			if now = began.AddDate(0, 0, 1).Add(time.Second); click() != nil {
				t.Error("after a day it cannot be sent")
			}
		})
	}
	var mails int
	if err := s.r.Raw("SELECT count(*) FROM mails WHERE recipient = 'mia@example.org'").Scan(&mails).Error; err != nil || mails != 7 {
		t.Errorf("%d mails, %v", mails, err)
	}
}

// A list of fifty people asks once, and by the index.
func TestThePausesOfAListAreReadInOneQuery(t *testing.T) {
	s, _ := founded(t)
	var list []Mailing
	for i := range 50 {
		kind := []MailKind{MailInvitation, MailPasswordResetBy}[i%2]
		list = append(list, Mailing{"nordlys", kind, fmt.Sprintf("p%d@example.org", i)})
	}
	asked := statements(t, s, func() {
		if _, err := s.ResendPauses(t.Context(), list...); err != nil {
			t.Error(err)
		}
		if pauses, err := s.ResendPauses(t.Context()); len(pauses) != 0 || err != nil {
			t.Error(pauses, err)
		}
	})
	if len(asked) != 1 {
		t.Fatalf("%d statements", len(asked))
	}
	var plan []struct{ Detail string }
	err := s.r.Raw("EXPLAIN QUERY PLAN "+asked[0].sql, asked[0].args...).Scan(&plan).Error
	by := "resends_to (organisation_id=? AND kind=? AND recipient=? AND sent_at>?)"
	if err != nil || !strings.Contains(plan[0].Detail, by) {
		t.Error(plan, err)
	}
}
