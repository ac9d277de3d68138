package page

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"coulisse/access"
	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
)

// verdictsOf are verdicts of every kind, full of what people enter.
func verdictsOf(state string) (list []*models.Verdict) {
	for _, o := range models.Outcomes() {
		for _, seen := range []bool{true, false} {
			v := &models.Verdict{CheckIn: models.CheckIn{Outcome: o, Entered: 1}, EventState: state}
			if seen {
				v.Type, v.Tickets, v.FirstAt, v.FirstDevice, v.Other = hostile, 2, noon, hostile, models.Event{ID: "e", Name: hostile, BeginsAt: noon}
			}
			list = append(list, v)
		}
	}
	return list
}

// hostileGates are the pages of the door.
func hostileGates(errs forms.Errors) map[string]templ.Component {
	event := EventRow{ID: "e", Name: hostile, Venue: hostile, State: models.EventPublished, Begins: noon, Ends: noon}
	types := []models.TypeEntries{{ID: "t", Name: hostile, Entries: models.Entries{Entered: 1, Sold: 2}}}
	found := models.GateTicket{ID: "1", Reference: "123456782", Number: 1, Tickets: 3, Type: hostile, Code: hostile, Valid: true, State: models.OrderPaid, PlacedAt: noon}
	in, gone := found, found
	in.ID, in.CheckedInAt, in.Device = "2", &noon, hostile
	gone.ID, gone.Valid, gone.State = "3", false, models.OrderRefunded
	pages := map[string]templ.Component{
		"doors":              ScanList(ScanListPage{Rows: []GateRow{{EventRow: event}, {EventRow: event}}, Total: 1000, Capped: true, Previous: hostile, Next: hostile, Past: true, Errors: errs}),
		"doors empty":        ScanList(ScanListPage{}),
		"doors without past": ScanList(ScanListPage{Past: true}),
		"door":               Scan(ScanPage{EventRow: event, Types: types, Entry: forms.Scan{ID: hostile, Code: hostile, Device: hostile}, Errors: errs}),
		"door of a draft":    Scan(ScanPage{EventRow: EventRow{State: models.EventDraft}}),
		"door search":        ScanSearch(ScanSearchPage{EventRow: event, Q: hostile, ByName: true, Rows: []models.GateTicket{found, in, gone}, Errors: errs}),
		"door search empty":  ScanSearch(ScanSearchPage{EventRow: event, Q: hostile}),
		"door misheard":      ScanSearch(ScanSearchPage{EventRow: event, Q: "123456789"}),
	}
	for _, v := range verdictsOf(models.EventDraft) {
		result := ScanResultOf(testFrame("en", owner()), v)
		pages["door "+string(v.Outcome)+v.Type] = Scan(ScanPage{EventRow: event, Types: types, Result: &result})
	}
	return pages
}

// Colour is never alone: each look has a shape and a word that no other has.
func TestEachVerdictHasAShapeAndAWordOfItsOwn(t *testing.T) {
	for _, tag := range i18n.Tags() {
		f := testFrame(tag, owner())
		words := map[string]string{}
		for _, state := range models.EventStates {
			for _, v := range verdictsOf(state) {
				r := ScanResultOf(f, v)
				doc := render(t, f, Scan(ScanPage{EventRow: EventRow{State: models.EventPublished}, Result: &r}))
				panel := doc.Find("#result[role=status][aria-live=assertive]." + r.Look)
				word := strings.TrimSpace(panel.Find(".word").Text())
				if shape := panel.Find("use").AttrOr("href", ""); !strings.HasSuffix(shape, "#gate-"+r.Look) {
					t.Errorf("%s %s: the shape is %q", tag, v.Outcome, shape)
				}
				if other, known := words[word]; word == "" || known && other != r.Look {
					t.Errorf("%s %s: the word %q stands for %s too", tag, v.Outcome, word, other)
				}
				if words[word] = r.Look; !strings.HasPrefix(doc.Find("title").Text(), word) {
					t.Errorf("%s %s: the title does not begin with it", tag, v.Outcome)
				}
				if len(r.Lines) == 0 {
					t.Errorf("%s %s says nothing more", tag, v.Outcome)
				}
			}
		}
		if len(words) != 3 {
			t.Errorf("%s: %v", tag, words)
		}
	}
}

func TestWhoOnlySeesCountsHasNoFormAtADoor(t *testing.T) {
	counter := access.Actor{Membership: "m", Grant: access.Grant{Levels: access.Levels{access.AccessControl: access.View}, Scope: access.Scope{All: true}}}
	doc := render(t, testFrame("en", counter), Scan(ScanPage{EventRow: EventRow{ID: "e", State: models.EventPublished}, Types: []models.TypeEntries{{ID: "t", Entries: models.Entries{Entered: 3, Sold: 8}}}}))
	if doc.Find("form.scan, #result").Length() != 0 || doc.Find(`a[href*="search"]`).Length() != 0 {
		t.Error("there is something to scan with")
	}
	if got := doc.Find(`[data-count="all"]`).Text(); got != "3 of 8" {
		t.Errorf("%q", got)
	}
}
