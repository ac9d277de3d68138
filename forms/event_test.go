package forms_test

import (
	"net/url"
	"testing"
	"time"

	"coulisse/forms"
	"coulisse/models"
)

var copenhagen = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return zone
}()

func event(begins, ends string) forms.Event {
	return forms.ReadEvent(url.Values{"name": {"Cyrano"}, "begins": {begins}, "ends": {ends}})
}

func TestATimeThatSummerTimeSkipsIsRefused(t *testing.T) {
	errs := event("2027-03-28T02:30", "2027-03-28T04:00").Validate(copenhagen)
	if e := errs.At("begins"); e == nil || e.Key != "event.skipped_time" {
		t.Fatal(errs)
	}
}

func TestOfATimeThatComesTwiceTheFirstIsMeant(t *testing.T) {
	f := event("2026-10-25T02:30", "2026-10-25T04:00")
	if errs := f.Validate(copenhagen); len(errs) > 0 {
		t.Fatal(errs)
	}
	if got := f.Details(copenhagen).BeginsAt.UTC().Format(time.RFC3339); got != "2026-10-25T00:30:00Z" {
		t.Fatal(got)
	}
}

func TestAnEventEndsAfterItBegins(t *testing.T) {
	for _, c := range [][2]string{{"2027-01-01T20:00", "2027-01-01T20:00"}, {"2027-01-01T20:00", "2026-12-31T23:00"}} {
		if errs := event(c[0], c[1]).Validate(copenhagen); errs.At("ends") == nil {
			t.Error(c)
		}
	}
}

func TestWhatIsNoTimeIsRefusedAndKept(t *testing.T) {
	f := event("tomorrow", "2027-02-30T10:00")
	errs := f.Validate(copenhagen)
	if errs.At("begins") == nil || errs.At("ends") == nil || f.Begins != "tomorrow" {
		t.Fatal(errs, f)
	}
}

func TestATimeLeftAsItWasStaysTheVeryInstant(t *testing.T) {
	second := time.Date(2026, time.October, 25, 1, 30, 0, 0, time.UTC) // 02:30 for the second time
	stored := &models.Event{Name: "Cyrano", BeginsAt: second, EndsAt: second.Add(3 * time.Hour)}
	form := forms.EventFrom(stored, copenhagen)
	if got := form.Over(stored, copenhagen); !got.BeginsAt.Equal(second) || !got.EndsAt.Equal(stored.EndsAt) {
		t.Error(got)
	}
}
