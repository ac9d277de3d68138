package models

import (
	"sync"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Organisation is one account: a theatre, a promoter, a festival.
type Organisation struct {
	ID             string
	Name           string
	TimeZone       string // IANA name
	Locale         string // of mails to people who have chosen none
	MembersEdit    bool   // members may edit their own details (EC10 against EC11)
	InvitationDays int    // an invitation's life, 1 to 30
	Currency       string // ISO 4217; fixed once there are ticket types
	OwnAcquiring   bool   // has an acquiring agreement of its own: settlements mean nothing (ST4)
	IndexedAs      string // by which rules names are in order and found; see indexedAs
	SupportView    bool   // the owner lets the support desk look at the console as a member does
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// LetsEditSelf tells whether a person may edit their own details: everybody, or with
// MembersEdit off those alone who edit other people's (EC10, EC11).
func (o Organisation) LetsEditSelf(a access.Actor) bool {
	return o.MembersEdit || a.Can(access.Users, access.Edit)
}

// Zone is the organisation's time zone; UTC if its name is unknown here.
func (o Organisation) Zone() *time.Location { return zone(o.TimeZone) }

// zones are those already loaded: LoadLocation opens and reads a file every time.
var zones sync.Map // name to *time.Location

func zone(name string) *time.Location {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, z)
	return z
}

// day is the calendar day at an instant in a zone, as YYYY-MM-DD.
func day(t time.Time, name string) string { return t.In(zone(name)).Format(time.DateOnly) }

// today is the calendar day in an organisation's zone.
func (s *Store) today(db *gorm.DB, organisation string) (string, error) {
	var name string
	err := db.Raw("SELECT time_zone FROM organisations WHERE id = ?", organisation).Row().Scan(&name)
	return day(s.Now(), name), err
}
