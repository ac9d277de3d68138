package page

import (
	"coulisse/models"
	"coulisse/views"
)

// The looks of a scan's result: each has a shape, a colour, a word and a sound of its own.
const (
	LookIn      = "in"
	LookAlready = "already"
	LookBad     = "bad"
)

// ScanResult is what came of a scan, in words for the door: nobody's name is among them.
type ScanResult struct {
	Look, Word string
	Lines      []string
}

// ScanResultOf puts a verdict into the reader's words.
func ScanResultOf(f *views.Frame, v *models.Verdict) ScanResult {
	l, look := f.Locale, LookBad
	switch v.Outcome {
	case models.ScanIn:
		look = LookIn
	case models.ScanAlready:
		look = LookAlready
	}
	r := ScanResult{Look: look, Word: l.T("scan.word." + look), Lines: []string{}}
	switch v.Outcome {
	case models.ScanIn:
	case models.ScanAlready:
		r.Lines = append(r.Lines, enteredAt(f, v.FirstAt, v.FirstDevice))
	case models.ScanNotOpen:
		r.Lines = append(r.Lines, l.T("scan.text.not_open."+notOpen(v.EventState)))
	case models.ScanOtherEvent:
		if v.Other.ID != "" {
			r.Lines = append(r.Lines, l.T("scan.text.other_named", "name", v.Other.Name, "date", l.DateTime(f.In(v.Other.BeginsAt))))
			break
		}
		fallthrough
	default:
		r.Lines = append(r.Lines, l.T("scan.text."+string(v.Outcome)))
	}
	if v.Type != "" && (look != LookBad || v.Outcome == models.ScanRefunded || v.Outcome == models.ScanCancelled) {
		r.Lines = append(r.Lines, v.Type)
	}
	if look != LookBad {
		r.Lines = append(r.Lines, l.N("scan.of_order", v.Tickets, "in", l.Number(v.Entered)))
	}
	return r
}

// notOpen is why an event lets nobody in; an event that has been opened since was a draft.
func notOpen(state string) string {
	if state == models.EventCancelled {
		return state
	}
	return models.EventDraft
}
