package models

import (
	"context"
	"time"

	"coulisse/access"
)

// ListedRequest is a request as lists show it.
type ListedRequest struct {
	Request
	LastKind, LastName string // who had the last word
	OrganisationName   string // at the desk alone
	Assigned           string // name; at the desk alone
}

// Requests is one page of a list of requests.
type Requests struct {
	Rows   []ListedRequest
	Total  int // at most CountLimit + 1, which means "more than CountLimit"
	Before string
	After  string
}

// lastWord reads who had the last word in a request r.
const lastWord = `(SELECT author_kind FROM support_messages WHERE request_id = r.id ORDER BY id DESC LIMIT 1) AS last_kind,
	(SELECT author_name FROM support_messages WHERE request_id = r.id ORDER BY id DESC LIMIT 1) AS last_name`

// Requests lists the actor's requests, and for the owner those of everybody in the organisation,
// the latest word first. Invalid at cursor.
func (s *Store) Requests(ctx context.Context, a access.Actor, page Page) (*Requests, error) {
	sort, err := newSort("-said", "", map[string]string{"said": "said_at"}, "id")
	if err != nil {
		return nil, err
	}
	keyset, keysetArgs, err := sort.after(page)
	if err != nil {
		return nil, err
	}
	where, args := ownRequests(a)
	db, list := s.read(ctx), &Requests{}
	query := "SELECT r.*, " + lastWord + " FROM support_requests r WHERE " + where + keyset + sort.order(page) + " LIMIT ?"
	if err := db.Raw(query, append(append(args[:len(args):len(args)], keysetArgs...), PageSize+1)...).Scan(&list.Rows).Error; err != nil {
		return nil, err
	}
	list.Rows, list.Before, list.After = turn(list.Rows, page, func(r ListedRequest) string { return sort.cursor(r.key(sort.column), r.ID) })
	list.Total, err = countUpTo(db, "support_requests WHERE "+where, args)
	return list, err
}

// key is the sort key of a row as text.
func (r ListedRequest) key(column string) string {
	at := r.SaidAt
	if column == "waiting_at" {
		at = r.WaitingAt
	}
	return at.UTC().Format(time.RFC3339Nano)
}
