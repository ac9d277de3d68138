package models

import (
	"sync"
	"testing"
)

func TestOfTwoSetUpsAtOnceOneWinsAndTheOtherIsTold(t *testing.T) {
	s := testStore(t)
	token, err := s.NewSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	codes := make([]Code, 8)
	for i := range codes {
		wg.Go(func() {
			_, err := s.SetUp(t.Context(), token, Founding{Organisation: "Nordlys", TimeZone: "UTC", Locale: "en", Name: "Signe", Email: "signe@nordlys.example", PasswordHash: "x"})
			codes[i] = CodeOf(err)
			if err != nil && codes[i] == "" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	won := 0
	for _, c := range codes {
		switch c {
		case "":
			won++
		case Gone:
		default:
			t.Errorf("a set-up that lost was told %q", c)
		}
	}
	if won != 1 {
		t.Fatalf("%d set-ups won", won)
	}
}
