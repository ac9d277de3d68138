package models

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/i18n"
)

// Import is a list of orders of one event that somebody uploaded. Its counts are those of the
// last look at the file.
type Import struct {
	ID             string
	OrganisationID string
	EventID        string
	FileName       string // for display alone
	Locale         string // by which its amounts and dates are read
	State          string
	UserName       string // who uploaded it
	ConfirmedBy    string // membership
	ConfirmedName  string
	Mail           bool // buyers are sent their tickets
	Lines          int  // rows below the headings
	Orders         int
	Tickets        int
	Total          int64
	Unreachable    int // orders without an e-mail address
	Faults         int
	Sums           string // []ImportSum
	Ignored        string // []string: headings of columns that are not read
	Reason         string // why it failed: a catalogue key
	ReasonArgs     string
	Attempts       int // how often a step was begun and not brought to its end
	CreatedAt      time.Time
	ChangedAt      time.Time
}

// States of an import. The file is kept while it is open, and goes with done and discarded.
const (
	ImportWaiting   = "waiting"   // to be checked
	ImportChecked   = "checked"   // without a fault; waits for somebody to confirm it
	ImportFaulty    = "faulty"    // nothing can be imported as it stands
	ImportConfirmed = "confirmed" // to be imported
	ImportDone      = "done"
	ImportFailed    = "failed" // confirmed, and yet nothing was imported; Reason says why
	ImportDiscarded = "discarded"
)

// Busy tells whether the console is at work on it, or will be in a moment.
func (i Import) Busy() bool { return i.State == ImportWaiting || i.State == ImportConfirmed }

// Discardable tells whether it may still be thrown away: a Conflict, or nil.
func (i Import) Discardable() error {
	switch i.State {
	case ImportConfirmed, ImportDone, ImportDiscarded:
		return Fail(Conflict, "import.already."+i.State)
	}
	return nil
}

// Recheckable tells whether the file can be checked once more: a Conflict, or nil.
func (i Import) Recheckable() error {
	if i.State != ImportFaulty && i.State != ImportFailed {
		return Fail(Conflict, "import.already."+i.State)
	}
	return nil
}

// ImportSum is what an import sells of a ticket type.
type ImportSum struct {
	Type    string // id
	Name    string
	Tickets int
	Amount  int64
}

// ImportOrder is an order as the preview shows it.
type ImportOrder struct {
	Reference, Name, Email, Day string
	Tickets                     int
	Total                       int64
}

// ListedImport is an import with its event.
type ListedImport struct {
	Import
	EventName   string
	EventBegins time.Time
}

// importColumns are those of a ListedImport.
const importColumns = "SELECT i.*, e.name AS event_name, e.begins_at AS event_begins FROM imports i JOIN events e ON e.id = i.event_id WHERE "

// Imports is one page of the list of imports, the latest first.
type Imports struct {
	Rows          []ListedImport
	Total         int // at most CountLimit + 1, which means "more than CountLimit"
	Before, After string
}

// Imports lists the imports of events within the actor's scope. Invalid at cursor.
func (s *Store) Imports(ctx context.Context, a access.Actor, p Page) (*Imports, error) {
	if !a.Can(access.Customers, access.Edit) {
		return nil, missing()
	}
	order := sort{name: "-created", column: "i.created_at", id: "i.id", reverse: true}
	keyset, keysetArgs, err := order.after(p)
	if err != nil {
		return nil, err
	}
	where, args := scopedIn(a, "i.", "event_id")
	db, list := s.read(ctx), &Imports{}
	page := importColumns + where + keyset + order.order(p) + " LIMIT ?"
	if err := db.Raw(page, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&list.Rows).Error; err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, p, func(i ListedImport) string { return order.cursor(i.CreatedAt.UTC().Format(time.RFC3339Nano), i.ID) })
	list.Total, err = countUpTo(db, "imports i WHERE "+where, args)
	return list, err
}

// Import reads an import of an event within the actor's scope; NotFound for any other.
func (s *Store) Import(ctx context.Context, a access.Actor, id string) (*ListedImport, error) {
	return importOf(s.read(ctx), a, id)
}

func importOf(db *gorm.DB, a access.Actor, id string) (*ListedImport, error) {
	if !a.Can(access.Customers, access.Edit) {
		return nil, missing()
	}
	var found ListedImport
	where, args := scopedIn(a, "i.", "event_id")
	if err := db.Raw(importColumns+where+" AND i.id = ?", append(args, id)...).Scan(&found).Error; err != nil {
		return nil, err
	}
	if found.ID == "" {
		return nil, missing()
	}
	return &found, nil
}

// asJSON is a value as a column keeps it.
func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers only
	}
	return string(text)
}

// argsIn are the placeholders of a sentence as a column keeps them; numbers are whole, and lists
// are of names.
func argsIn(text string) (args []any, err error) {
	err = json.Unmarshal([]byte(text), &args)
	for i, v := range args {
		switch v := v.(type) {
		case float64:
			args[i] = int(v)
		case []any:
			var names i18n.Names
			for _, name := range v {
				names = append(names, fmt.Sprint(name))
			}
			args[i] = names
		}
	}
	return args, err
}
