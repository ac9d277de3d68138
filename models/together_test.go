package models

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestChangesMadeTogetherAreReadAmongThemselvesAndStandTogether(t *testing.T) {
	s, owner := founded(t)
	woken := 0
	s.OnMail(func() { woken++ })
	err := s.Together(t.Context(), func(in *Store) error {
		event, full, _ := onSale(t, in, owner, 10)
		if _, err := buy(in, owner, event, Contact{Name: "Mia", Email: "mia@example.org"}, Line{full, 2}); err != nil {
			return err
		}
		list, err := in.Orders(t.Context(), owner, OrderFilter{Search: "mia"})
		if err != nil || list.Total != 1 {
			t.Error("what was written is not read:", list, err)
		}
		if list, err = s.Orders(t.Context(), owner, OrderFilter{}); err != nil || list.Total != 0 {
			t.Error("what is not settled is read from outside:", list, err)
		}
		if woken > 0 {
			t.Error("mails were announced before they were there")
		}
		return nil
	})
	if list, _ := s.Orders(t.Context(), owner, OrderFilter{}); err != nil || list.Total != 1 || woken != 1 {
		t.Error(err, list, woken)
	}
	if _, _, err := s.VerifyHistory(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestChangesMadeTogetherFallTogether(t *testing.T) {
	s, owner := founded(t)
	ctx, stop := context.WithCancel(t.Context())
	broken := errors.New("broken")
	for what, work := range map[string]func(*Store) error{
		"an error": func(*Store) error { return broken },
		"a change that failed and was passed over": func(in *Store) error {
			_, _ = in.PublishEvent(t.Context(), owner, "none")
			return nil
		},
		"an interruption": func(*Store) error { stop(); return nil },
	} {
		within := t.Context()
		if what == "an interruption" {
			within = ctx
		}
		err := s.Together(within, func(in *Store) error {
			onSale(t, in, owner, 10)
			return work(in)
		})
		list, listing := s.Events(t.Context(), owner, EventFilter{})
		if err == nil || listing != nil || list.Total != 0 {
			t.Errorf("after %s: %v, %v, %v", what, err, list, listing)
		}
	}
}

// A person among many whom one may not change is left out, and what the attempt had written already; a
// database that fails among them undoes all.
func TestOfChangesEachOnItsOwnOnlyARefusedOneLeavesNothing(t *testing.T) {
	s, owner := founded(t)
	broken := errors.New("broken")
	change := func(in *Store, name string, then error) error {
		return in.write(t.Context(), func(t *tx) error {
			if err := t.forget(counter{attemptForgot, name}); err != nil {
				return err
			}
			if _, err := t.count(counter{attemptForgot, name}, time.Hour); err != nil {
				return err
			}
			return then
		})
	}
	counted := func() (names string) {
		s.r.Raw("SELECT coalesce(string_agg(key, ',' ORDER BY key), '') FROM attempts").Scan(&names)
		return names
	}
	err := s.Each(t.Context(), func(in *Store) error {
		if err := change(in, "a", nil); err != nil {
			return err
		}
		if err := change(in, "b", Fail(Conflict, "user.not_member")); CodeOf(err) != Conflict {
			t.Error(err)
		}
		return change(in, "c", nil)
	})
	if names := counted(); err != nil || names != "a,c" {
		t.Errorf("%q is counted: %v", names, err)
	}
	err = s.Each(t.Context(), func(in *Store) error {
		_ = change(in, "d", nil)
		_ = change(in, "e", broken)
		_, _ = in.PublishEvent(t.Context(), owner, "none")
		return nil
	})
	if names := counted(); !errors.Is(err, broken) || names != "a,c" {
		t.Errorf("%q is counted after %v", names, err)
	}
}

// Changes made together waited for ever behind a long one, when whoever asked for them could not hang up.
func TestChangesMadeTogetherAreGivenUpAfterAWhile(t *testing.T) {
	s, _ := founded(t)
	s.patience = 100 * time.Millisecond
	err := s.Together(t.Context(), func(*Store) error {
		return s.Together(t.Context(), func(*Store) error { return nil }) // of which there is one at a time
	})
	if CodeOf(err) != Busy {
		t.Error(err)
	}
}
