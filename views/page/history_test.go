package page

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views/component"
)

// hostileRecords are the pages of the history and of the account, full of what people enter.
func hostileRecords(errs forms.Errors) map[string]templ.Component {
	row := HistoryRow{At: noon, By: hostile, What: hostile, Address: hostile, Request: hostile, Changes: []component.Change{{Label: hostile, Old: hostile}}}
	filter := forms.HistoryFilter{Actor: hostile, Target: hostile, Action: hostile, From: hostile, To: hostile}
	entry := forms.Account{Name: hostile, TimeZone: hostile, Locale: hostile, InvitationDays: hostile}
	return map[string]templ.Component{
		"history":         History(HistoryPage{Rows: []HistoryRow{row, row}, Total: 1000, Capped: true, Filter: filter, TargetName: hostile, People: []component.Option{{Value: hostile, Label: hostile}}, Previous: hostile, Next: hostile}),
		"history refused": History(HistoryPage{Filter: filter, Errors: errs}),
		"history empty":   History(HistoryPage{}),
		"account":         Account(AccountPage{Name: hostile, TimeZone: hostile, Locale: "fr", Currency: "EUR", OwnerName: hostile, OwnerEmail: hostile, InvitationDays: 1}),
		"account stale":   AccountForm(AccountFormPage{Entry: entry, Stored: &forms.Account{Name: "Nordlys", Locale: "da"}, Errors: errs}),
		"account empty":   AccountForm(AccountFormPage{}),
	}
}

// models keeps the lists complete by a test over its own source; this one keeps the words.
func TestEverythingRecordedHasWordsInEveryLanguage(t *testing.T) {
	for _, tag := range i18n.Tags() {
		l := i18n.Must(tag)
		for _, action := range models.HistoryActions() {
			if key := "history.action." + action; !l.Has(key) {
				t.Errorf("%s: no %s", tag, key)
			}
		}
		for _, field := range models.HistoryFields() {
			if !l.Has("history.field." + field) {
				t.Errorf("%s: no history.field.%s", tag, field)
			}
		}
	}
}

func TestValuesOfTheHistoryAreInWords(t *testing.T) {
	f := testFrame("en", owner())
	f.Zone, _ = time.LoadLocation("Europe/Copenhagen")
	names := map[string]string{"e1": "Cyrano", "e2": "Vinterjazz", "r1": "Box office"}
	for _, c := range []struct{ field, value, label, want string }{
		{"level.events", "edit", "Events", "Edit"},
		{"level.mailings", "edit", "mailings", "Edit"},
		{"active", "no", "Active", "No"},
		{"state", "published", "State", "Published"},
		{"locale", "da", "Language", "Danish"},
		{"valid_until", "2027-01-31", "Last day", "31 January 2027"},
		{"begins", "2026-12-01T19:00:00Z", "Begins", "1 December 2026 at 20:00"},
		{"role", "superuser", "Role", "Superuser"},
		{"role", "r1", "Role", "Box office"},
		{"role", access.Custom, "Role", "Own choice"},
		{"role", "gone", "Role", "A role that is gone"},
		{"scope", "all", "Which events", "All events"},
		{"scope", "chosen:e1,e2", "Which events", "Cyrano and Vinterjazz"},
		{"scope", "chosen:e1,e8,e9", "Which events", "Cyrano and 2 events that you cannot see"},
		{"scope", "chosen:", "Which events", "No event"},
		{"name", "common.yes", "Name", "common.yes"},
		{"later", "x", "later", "x"},
	} {
		got := HistoryWords(f, models.HistoryEntry{Action: "membership.updated", Changes: []models.Change{{Field: c.field, New: c.value}}}, names).Changes
		if diff := cmp.Diff([]component.Change{{Label: c.label, New: c.want}}, got); diff != "" {
			t.Errorf("%s %s: %s", c.field, c.value, diff)
		}
	}
}

func TestAnEntryOfALaterVersionCanStillBeRead(t *testing.T) {
	got := HistoryWords(testFrame("fr", owner()), models.HistoryEntry{Action: "ticket.minted", ActorName: "Ana", ActingAs: "Bo", TargetName: "T1"}, nil)
	if !strings.Contains(got.What, "ticket.minted") || !strings.Contains(got.By, "Ana") || !strings.Contains(got.By, "Bo") {
		t.Errorf("%+v", got)
	}
}

func TestBeforeAnInvitationThereWasNothing(t *testing.T) {
	changes := []models.Change{{Field: "level.events", Old: "none", New: "view"}, {Field: "scope", Old: "chosen:", New: "all"}}
	for action, want := range map[string]string{"membership.invited": "", "membership.updated": "None"} {
		row := HistoryWords(testFrame("en", owner()), models.HistoryEntry{Action: action, Changes: changes}, nil)
		if got := row.Changes[0].Old; got != want || (row.Changes[1].Old == "") != (want == "") {
			t.Errorf("%s: %+v", action, row.Changes)
		}
	}
}
