package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// CheckIn is a line of the log of a door: a scan, a check-in by hand, or the undoing of one.
type CheckIn struct {
	ID             string
	OrganisationID string
	EventID        string  // at whose door
	Scan           string  // the device's name for it; "" by hand
	CodeHash       string  // of what was scanned; "" by hand
	TicketID       *string // nil when it is none of the organisation's
	Outcome        Outcome
	FirstID        *string // of ScanAlready: the check-in that counts
	Entered        int     // tickets of the order that were in after it
	Device         string
	UserID         string
	Manual         bool
	Reason         string // of ScanUndone, one of UndoReasons
	ScannedAt      time.Time
	ReceivedAt     time.Time
}

// Outcome is what came of a scan.
type Outcome string

// The outcomes. Of all scans of a ticket exactly one is ScanIn, until that is undone.
const (
	ScanIn         Outcome = "in"
	ScanAlready    Outcome = "already"
	ScanRefunded   Outcome = "refunded"
	ScanCancelled  Outcome = "cancelled"
	ScanOtherEvent Outcome = "other_event"
	ScanUnknown    Outcome = "unknown"
	ScanNotOpen    Outcome = "not_open" // the event is a draft, or cancelled
	ScanTest       Outcome = "test"     // a test ticket, which lets nobody in anywhere
	ScanUndone     Outcome = "undone"   // in the log alone
)

// Outcomes lists those that a scan may have.
func Outcomes() []Outcome {
	return []Outcome{ScanIn, ScanAlready, ScanRefunded, ScanCancelled, ScanOtherEvent, ScanUnknown, ScanNotOpen, ScanTest}
}

// Scan is what a device at a door has read.
type Scan struct {
	Event  string    // id
	Code   string    // as it was scanned or typed
	Device string    // what it is called
	ID     string    // made by the device, so that a scan sent twice counts once; "" for none
	At     time.Time // on the device's clock; zero for now
	Sent   time.Time // when it left the device, on the same clock; zero when that is not known
}

// scanLife is how old a scan may be that comes in only now, after a night without network.
const scanLife = 24 * time.Hour

// Verdict is what the door hears of a scan: about the ticket, never about who bought it.
type Verdict struct {
	CheckIn
	EventState  string
	Type        string // name of the ticket type
	Tickets     int    // of the whole order, but for those that were refunded singly
	FirstAt     time.Time
	FirstDevice string
	Other       Event // the one that the ticket is for; zero unless the actor may see it
}

// Scan checks a ticket in at an event's door, once: of many scans of a ticket, at whatever
// time and on whatever device, one comes out as ScanIn. A scan that is sent again changes
// nothing and hears what it heard first. NotFound out of scope; Forbidden without
// access_control: edit.
func (s *Store) Scan(ctx context.Context, a access.Actor, scan Scan) (v *Verdict, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, e, err := t.gate(a, scan.Event, access.Edit)
		if err != nil {
			return err
		}
		code, isCode := TicketCode(scan.Code)
		row, err := t.scanned(CheckIn{OrganisationID: a.Organisation, EventID: e.ID, Scan: scan.ID, CodeHash: HashToken(code), Device: scan.Device, UserID: a.User, ScannedAt: t.bounded(scan.at(t.now))})
		if err == nil && row.ID == "" {
			err = t.judge(e, &row, code, isCode)
		}
		if err != nil {
			return err
		}
		v, err = verdictOf(t.DB, a, row)
		return err
	})
	return v, err
}

// gate reads the actor's rights again, and the event within their scope.
func (t *tx) gate(a access.Actor, id string, need access.Level) (access.Actor, *Event, error) {
	a, err := t.fresh(a)
	if err != nil {
		return a, nil, err
	}
	if !a.Sees(id) {
		return a, nil, missing()
	}
	e, err := t.store.event(t.DB, a.Organisation, id)
	if err == nil && !a.Can(access.AccessControl, need) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, e, err
}

// open tells whether an event lets people in.
func (e *Event) open() bool { return e.State == EventPublished || e.State == EventClosed }

// at is when a code was read, if it comes in now: so long ago as the device says, however wrong
// its clock is.
func (s Scan) at(now time.Time) time.Time {
	if s.At.IsZero() || s.Sent.IsZero() {
		return s.At
	}
	return now.Add(s.At.Sub(s.Sent))
}

// bounded keeps a device's clock from writing what cannot be: what lies ahead is now, and
// what is older than scanLife as old as that.
func (t *tx) bounded(at time.Time) time.Time {
	oldest := t.now.Add(-scanLife)
	switch {
	case at.IsZero() || at.After(t.now):
		return t.now
	case at.Before(oldest):
		return oldest
	}
	return at.UTC().Truncate(time.Millisecond)
}

// scanned is the line of the very same scan if it came before, else the line as it was given.
func (t *tx) scanned(row CheckIn) (CheckIn, error) {
	if row.Scan == "" {
		return row, nil
	}
	var known CheckIn
	// The index holds only lines with a name, and SQLite takes it only when the query says so.
	err := t.Raw("SELECT * FROM check_ins WHERE event_id = ? AND scan = ? AND scan <> '' AND code_hash = ?", row.EventID, row.Scan, row.CodeHash).Scan(&known).Error
	if known.ID != "" {
		row = known
	}
	return row, err
}

// atGate is a ticket as the door looks at it.
type atGate struct {
	ID, EventID, OrderID string
	Number               int
	Valid                bool
	RefundedAt           *time.Time
	Reference            string // of the order
}

const atGateQuery = "SELECT k.id, k.event_id, k.order_id, k.number, k.valid, k.refunded_at, o.reference FROM tickets k JOIN orders o ON o.id = k.order_id WHERE k.organisation_id = ? AND "

func (t *tx) atGate(organisation, condition string, args ...any) (k atGate, err error) {
	err = t.Raw(atGateQuery+condition, append([]any{organisation}, args...)...).Scan(&k).Error
	return k, err
}

// judge finds out what comes of a scan, and logs it.
func (t *tx) judge(e *Event, row *CheckIn, code string, isCode bool) error {
	if IsTestCode(code) {
		row.Outcome = ScanTest
		return t.log(row)
	}
	if !e.open() {
		row.Outcome = ScanNotOpen
		return t.log(row)
	}
	var k atGate
	if isCode {
		var err error
		if k, err = t.atGate(e.OrganisationID, "k.code = ?", code); err != nil {
			return err
		}
	}
	switch row.Outcome = ScanUnknown; {
	case k.ID == "":
		return t.log(row)
	case k.EventID != e.ID:
		row.TicketID, row.Outcome = &k.ID, ScanOtherEvent
		return t.log(row)
	}
	if err := t.enter(row, k); err != nil {
		return err
	}
	return t.log(row)
}

// enter lets a ticket in, unless it is in or holds no longer: the UPDATE is the whole check, so
// that two at once cannot pass it.
func (t *tx) enter(row *CheckIn, k atGate) error {
	row.TicketID = &k.ID
	entered := t.Exec("UPDATE tickets SET checked_in_at = ? WHERE id = ? AND event_id = ? AND checked_in_at IS NULL AND valid", row.ScannedAt, k.ID, k.EventID)
	switch {
	case entered.Error != nil:
		return entered.Error
	case entered.RowsAffected == 1:
		row.Outcome = ScanIn
	case !k.Valid && k.RefundedAt != nil:
		row.Outcome = ScanRefunded
	case !k.Valid:
		row.Outcome = ScanCancelled
	default:
		row.Outcome = ScanAlready
		var first []string
		if err := t.Raw("SELECT id FROM check_ins WHERE ticket_id = ? AND outcome = ? ORDER BY id DESC LIMIT 1", k.ID, ScanIn).Scan(&first).Error; err != nil {
			return err
		}
		if len(first) == 1 {
			row.FirstID = &first[0]
		}
	}
	return t.Raw("SELECT count(*) FROM tickets WHERE order_id = ? AND valid AND checked_in_at IS NOT NULL", k.OrderID).Row().Scan(&row.Entered)
}

// log writes a line of the door's log, which is never changed.
func (t *tx) log(row *CheckIn) error {
	row.ID, row.ReceivedAt = NewID(), t.now
	return t.Create(row).Error
}

// Verdict reads what came of a scan at an event's door; NotFound for any other line.
func (s *Store) Verdict(ctx context.Context, a access.Actor, event, id string) (*Verdict, error) {
	if !a.Can(access.AccessControl, access.Edit) || !a.Sees(event) {
		return nil, missing()
	}
	var row CheckIn
	db := s.read(ctx)
	if err := db.Raw("SELECT * FROM check_ins WHERE id = ? AND organisation_id = ? AND event_id = ? AND outcome <> ?", id, a.Organisation, event, ScanUndone).Scan(&row).Error; err != nil {
		return nil, err
	}
	if row.ID == "" {
		return nil, missing()
	}
	return verdictOf(db, a, row)
}

const verdictQuery = `SELECT d.state AS event_state, COALESCE(y.name, '') AS type, COALESCE(o.tickets - o.refunded_tickets, 0) AS tickets, k.checked_in_at, f.scanned_at AS first_at, COALESCE(f.device, '') AS first_device,
	COALESCE(k.event_id, '') AS other, COALESCE(e.name, '') AS other_name, e.begins_at AS other_begins
FROM check_ins c JOIN events d ON d.id = c.event_id
LEFT JOIN tickets k ON k.id = c.ticket_id LEFT JOIN ticket_types y ON y.id = k.type_id LEFT JOIN orders o ON o.id = k.order_id LEFT JOIN events e ON e.id = k.event_id
LEFT JOIN check_ins f ON f.id = c.first_id
WHERE c.id = ?`

// verdictOf tells what a line of the log says. Of a ticket for an event that the actor may not
// see it says no more than that it is for another one: whoever shows it is no forger.
func verdictOf(db *gorm.DB, a access.Actor, row CheckIn) (*Verdict, error) {
	var r struct {
		EventState, Type, FirstDevice, Other, OtherName string
		Tickets                                         int
		CheckedInAt, FirstAt, OtherBegins               *time.Time
	}
	if err := db.Raw(verdictQuery, row.ID).Scan(&r).Error; err != nil {
		return nil, err
	}
	v := &Verdict{CheckIn: row, EventState: r.EventState}
	if r.Other == "" || !a.Sees(r.Other) {
		return v, nil
	}
	v.Type, v.Tickets, v.FirstDevice = r.Type, r.Tickets, r.FirstDevice
	if row.Outcome == ScanOtherEvent {
		v.Other = Event{ID: r.Other, Name: r.OtherName, BeginsAt: *r.OtherBegins}
	}
	for _, at := range []*time.Time{r.CheckedInAt, r.FirstAt} {
		if at != nil {
			v.FirstAt = at.UTC()
		}
	}
	return v, nil
}
