package models

import (
	"context"

	"gorm.io/gorm"

	"coulisse/access"
)

// RequestFilter narrows the desk's list. Empty fields do not narrow.
type RequestFilter struct {
	State    string // open, answered or closed
	Assigned string // me, nobody, or the id of somebody of the desk
	Topic    string
	Page     Page
}

// AssignedToMe and AssignedToNobody are values of RequestFilter.Assigned.
const (
	AssignedToMe     = "me"
	AssignedToNobody = "nobody"
)

// DeskRequests is one page of the desk's list, with how many there are in each state.
type DeskRequests struct {
	Requests
	Counts map[string]int // by state, "" for all; each at most CountLimit + 1
}

// DeskRequests lists what was asked of the desk: what is open by how long it waits, the oldest
// first, anything else with the latest word first. Invalid at cursor.
func (s *Store) DeskRequests(ctx context.Context, staff access.Staff, f RequestFilter) (*DeskRequests, error) {
	usual := "-said"
	if f.State == RequestOpen {
		usual = "waiting"
	}
	sort, err := newSort(usual, "", map[string]string{"said": "said_at", "waiting": "waiting_at"}, "id")
	if err != nil {
		return nil, err
	}
	keyset, keysetArgs, err := sort.after(f.Page)
	if err != nil {
		return nil, err
	}
	db, list := s.read(ctx), &DeskRequests{Counts: map[string]int{}}
	where, args := f.where(staff, f.State)
	query := "SELECT r.*, " + lastWord + `, (SELECT name FROM organisations WHERE id = r.organisation_id) AS organisation_name,
		COALESCE((SELECT name FROM users WHERE id = r.assigned_to), '') AS assigned FROM support_requests r WHERE ` + where + keyset + sort.order(f.Page) + " LIMIT ?"
	if err := db.Raw(query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&list.Rows).Error; err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, f.Page, func(r ListedRequest) string { return sort.cursor(r.key(sort.column), r.ID) })
	for _, state := range append(RequestStates(), "") {
		where, args := f.where(staff, state)
		if list.Counts[state], err = countUpTo(db, "support_requests WHERE "+where, args); err != nil {
			return nil, err
		}
	}
	list.Total = list.Counts[f.State]
	return list, nil
}

// where is the filter's condition, with a state in place of its own.
func (f RequestFilter) where(staff access.Staff, state string) (where string, args []any) {
	where = "TRUE"
	add := func(condition string, values ...any) { where, args = where+" AND "+condition, append(args, values...) }
	if state != "" {
		add("state = ?", state)
	}
	switch f.Assigned {
	case "":
	case AssignedToMe:
		add("assigned_to = ?", staff.User)
	case AssignedToNobody:
		add("assigned_to IS NULL")
	default:
		add("assigned_to = ?", f.Assigned)
	}
	if f.Topic != "" {
		add("topic = ?", f.Topic)
	}
	return where, args
}

// DeskConversation is a request as the desk sees it: never orders nor buyers.
type DeskConversation struct {
	Conversation
	Organisation Organisation
	AuthorEmail  string
	Membership   string       // the author's, as it is now; "" when they have none any more
	Event        *Event       // of a test ticket
	Types        []TicketType // its ticket types: id, name and price alone
}

// DeskConversation reads a request for the desk; NotFound for one that never was.
func (s *Store) DeskConversation(ctx context.Context, id string) (*DeskConversation, error) {
	db := s.read(ctx)
	r, err := anyRequest(db, id)
	if err != nil {
		return nil, err
	}
	c := &DeskConversation{}
	talk, err := conversation(db, *r, r.EventID != nil)
	if err != nil {
		return nil, err
	}
	c.Conversation = *talk
	err = db.Raw("SELECT id, name, time_zone, locale, currency FROM organisations WHERE id = ?", r.OrganisationID).Scan(&c.Organisation).Error
	if err == nil {
		err = db.Raw("SELECT email FROM users WHERE id = ?", r.AuthorID).Scan(&c.AuthorEmail).Error
	}
	if err == nil {
		err = db.Raw("SELECT id FROM memberships WHERE organisation_id = ? AND user_id = ?", r.OrganisationID, r.AuthorID).Scan(&c.Membership).Error
	}
	if err != nil || r.EventID == nil {
		return c, err
	}
	if c.Event, err = s.event(db, r.OrganisationID, *r.EventID); err != nil {
		return nil, err
	}
	c.Types, err = proofTypes(db, r.OrganisationID, *r.EventID)
	return c, err
}

// proofTypes are an event's ticket types as far as a test ticket shows them.
func proofTypes(db *gorm.DB, organisation, event string) (list []TicketType, err error) {
	err = db.Raw("SELECT id, name, price FROM ticket_types WHERE organisation_id = ? AND event_id = ? ORDER BY position, id", organisation, event).Scan(&list).Error
	return list, err
}

// anyRequest reads a request of whatever organisation, for the desk alone.
func anyRequest(db *gorm.DB, id string) (*Request, error) {
	var r Request
	if err := db.Raw("SELECT * FROM support_requests WHERE id = ?", id).Scan(&r).Error; err != nil {
		return nil, err
	}
	if r.ID == "" {
		return nil, missing()
	}
	return &r, nil
}
