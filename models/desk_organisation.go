package models

import (
	"context"
	"errors"

	"coulisse/access"
)

// DeskOrganisation is what support sees of an organisation: its people by their states, never
// its events' orders or buyers.
type DeskOrganisation struct {
	Organisation
	Owner  DeskPlace
	Name   string // of the owner
	Email  string // of the owner
	People map[Status]int
	Failed []DeskMail
	Done   []DeskEntry // by support
}

// DeskOrganisation reads an organisation for the desk.
func (s *Store) DeskOrganisation(ctx context.Context, staff access.Staff, id string) (*DeskOrganisation, error) {
	if staff.User == "" {
		return nil, missing()
	}
	db, o := s.read(ctx), &DeskOrganisation{}
	if err := db.Raw("SELECT * FROM organisations WHERE id = ?", id).Scan(&o.Organisation).Error; err != nil {
		return nil, err
	}
	if o.ID == "" {
		return nil, missing()
	}
	rows, err := s.deskRows(db, "m.organisation_id = ? AND m.owner", id)
	if len(rows) > 0 {
		o.Owner, o.Name, o.Email = rows[0].seen(s.Now()), rows[0].Name, rows[0].Email
	}
	now := s.Now()
	counted, errCounted := countStatuses(db, &conditions{args: []any{id}}, now, day(now, o.TimeZone))
	failed, errFailed := s.deskMails(db, "organisation_id = ? AND state = 'failed'", id)
	done, errDone := s.deskHistory(db, "h.organisation_id = ? AND h.acting_as <> ''", id)
	o.People, o.Failed, o.Done = counted, failed, done
	return o, errors.Join(err, errCounted, errFailed, errDone)
}
