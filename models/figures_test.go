package models

import (
	"testing"
	"time"
)

func TestFiguresCountWhatWaitsAndWhoIsSignedIn(t *testing.T) {
	s, owner := founded(t) // signed in once
	limits := Limits{Idle: time.Hour, Absolute: 12 * time.Hour}
	if f, err := s.Figures(t.Context(), limits); err != nil || f != (Figures{Sessions: 1}) {
		t.Fatal(f, err)
	}
	now := s.Now()
	for i := range 2 {
		s.Now = func() time.Time { return now.Add(time.Duration(i) * time.Minute) }
		if _, err := s.Invite(t.Context(), owner, details([]string{"ana@example.org", "bo@example.org"}[i], nil), true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ClaimMail(t.Context(), time.Minute); err != nil { // being sent is waiting too
		t.Fatal(err)
	}
	s.Now = func() time.Time { return now.Add(10 * time.Minute) }
	if f, err := s.Figures(t.Context(), limits); err != nil || f != (Figures{Waiting: 2, Oldest: 10 * time.Minute, Sessions: 1}) {
		t.Error(f, err)
	}
	s.Now = func() time.Time { return now.Add(61 * time.Minute) }
	if f, err := s.Figures(t.Context(), limits); err != nil || f.Sessions != 0 {
		t.Error("an idle session counts:", f, err)
	}
	if p := s.Pools(); p["write"].Idle != 1 || p["read"].Idle < 1 {
		t.Error(p)
	}
}
