package models

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"gorm.io/gorm"

	"coulisse/access"
)

// Place is an organisation that a person may work in today.
type Place struct {
	ID   string
	Name string
	Adds bool // they may add people there
}

// placeRow is a membership of a person, with what is known of its organisation.
type placeRow struct {
	Membership
	TimeZone, OrganisationName string
	Users                      access.Level
}

// Places lists the organisations that a person may work in today, by name.
func (s *Store) Places(ctx context.Context, v *Viewer) ([]Place, error) {
	list, err := s.places(s.read(ctx), v.User.ID)
	sortByName(v.Organisation.Locale, list, func(p Place) string { return p.Name })
	return list, err
}

// places lists them by id.
func (s *Store) places(db *gorm.DB, user string) ([]Place, error) {
	var rows []placeRow
	err := db.Raw(`SELECT m.*, o.time_zone, o.name AS organisation_name, coalesce(g.level, 0) AS users FROM memberships m
		JOIN organisations o ON o.id = m.organisation_id LEFT JOIN grants g ON g.membership_id = m.id AND g.section = ?
		WHERE m.user_id = ? AND m.state = 'member' AND m.active ORDER BY o.id`, string(access.Users), user).Scan(&rows).Error
	var list []Place
	for _, r := range rows {
		if r.Membership.status(Invitation{}, s.Now(), day(s.Now(), r.TimeZone)) == Active {
			list = append(list, Place{ID: r.OrganisationID, Name: r.OrganisationName, Adds: r.Owner || r.Users >= access.Edit})
		}
	}
	return list, err
}

// elsewhereQuery is viewerQuery in an organisation of one's choice.
var elsewhereQuery = strings.Replace(viewerQuery, "m.organisation_id = s.organisation_id", "m.organisation_id = ?", 1)

// ViewerIn is the same person in another organisation of theirs, with the rights that they have
// there. NotFound when they may not work there today.
func (s *Store) ViewerIn(ctx context.Context, v *Viewer, organisation string) (*Viewer, error) {
	var r viewerRow
	err := s.read(ctx).Raw(elsewhereQuery, organisation, v.Session.TokenHash).Row().Scan(r.fields()...)
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.membership == nil {
		return nil, missing()
	}
	if err != nil {
		return nil, err
	}
	r.session.TokenHash, r.session.OrganisationID, r.user.ID = v.Session.TokenHash, organisation, v.User.ID
	there, err := r.viewer(s.Now())
	if CodeOf(err) == Forbidden {
		return nil, missing()
	}
	return there, err
}

// RowKind is a kind of rows that an address may name.
type RowKind struct {
	table  string
	event  string // column that bounds who may see a row, "" for none
	author string // column of the user who alone sees a row, besides the owner; "" for none
}

// The kinds of rows by which a link may lead into another organisation.
var (
	EventRows      = RowKind{table: "events", event: "id"}
	OrderRows      = RowKind{table: "orders", event: "event_id"}
	ImportRows     = RowKind{table: "imports", event: "event_id"}
	BuyerRows      = RowKind{table: "buyers"}
	MembershipRows = RowKind{table: "memberships"}
	RoleRows       = RowKind{table: "roles"}
	ScheduleRows   = RowKind{table: "report_schedules"}
	APITokenRows   = RowKind{table: "api_tokens"}
	RequestRows    = RowKind{table: "support_requests", author: "author_id"}
	TaskRows       = RowKind{table: "tasks"}
	ContactRows    = RowKind{table: "(SELECT id, organisation_id FROM contacts UNION SELECT id, organisation_id FROM memberships)"}
)

// seenWhole are the kinds of which people with chosen events see those rows alone that have to do
// with their events: a link does not lead them to one elsewhere.
var seenWhole = map[RowKind]bool{BuyerRows: true, APITokenRows: true}

// ViewerOf is the person in another organisation of theirs where a row stands that they may see
// there; nil when there is none, also for a row in the organisation where they are.
func (s *Store) ViewerOf(ctx context.Context, v *Viewer, kind RowKind, id string) (*Viewer, error) {
	event, author := "''", "''"
	if kind.event != "" {
		event = "x." + kind.event
	}
	if kind.author != "" {
		author = "x." + kind.author
	}
	var row struct{ Organisation, Event, Author string }
	err := s.read(ctx).Raw("SELECT x.organisation_id AS organisation, "+event+" AS event, "+author+" AS author FROM "+kind.table+` x
		JOIN memberships m ON m.organisation_id = x.organisation_id AND m.user_id = ? AND m.state = 'member' AND m.active
		WHERE x.id = ? AND x.organisation_id <> ?`, v.User.ID, id, v.Organisation.ID).Scan(&row).Error
	if err != nil || row.Organisation == "" {
		return nil, err
	}
	there, err := s.ViewerIn(ctx, v, row.Organisation)
	switch {
	case CodeOf(err) == NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	case row.Author != "" && row.Author != v.User.ID && !there.Actor.Owner:
		return nil, nil
	case row.Event != "" && !there.Actor.Sees(row.Event), seenWhole[kind] && !there.Actor.Grant.Scope.All:
		return nil, nil
	}
	return there, nil
}

// OrganisationLeft is the name of the organisation that a person has left, for who was there.
func (s *Store) OrganisationLeft(ctx context.Context, v *Viewer) (name string, err error) {
	return name, s.read(ctx).Model(&Organisation{}).Select("name").Where("id = ?", v.Left).Take(&name).Error
}

// MoveSession has a session go on in another organisation, where v is; the next page without a
// row in its address is of that one.
func (s *Store) MoveSession(ctx context.Context, v *Viewer) error {
	return s.write(ctx, func(t *tx) error {
		moved := t.Exec(`UPDATE sessions SET organisation_id = ? WHERE id = ? AND EXISTS
			(SELECT 1 FROM memberships WHERE user_id = ? AND organisation_id = ? AND state = 'member' AND active)`,
			v.Organisation.ID, v.Session.ID, v.User.ID, v.Organisation.ID)
		return one(moved, missing())
	})
}
