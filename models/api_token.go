package models

import (
	"context"
	"strings"
	"time"

	"coulisse/access"
)

// APIToken is the key of an organisation's own program to the API. It reaches no further than
// whoever made it does at each moment: see TokenMaker.
type APIToken struct {
	ID             string
	OrganisationID string
	Name           string
	TokenHash      string
	ScopeAll       bool
	ValidUntil     string // last day, YYYY-MM-DD in the organisation's zone; "" for no end
	CreatedBy      string // user
	CreatedName    string
	CreatedAt      time.Time
	LastUsedAt     *time.Time // to the minute; nil for never
	RevokedAt      *time.Time
}

// States of a token.
const (
	TokenActive  = "active"
	TokenAsleep  = "asleep" // whoever made it may not sell at present
	TokenEnded   = "ended"  // its last day is over
	TokenRevoked = "revoked"
)

// state is a token's on a day of the organisation's zone.
func (k APIToken) state(today string) string {
	switch {
	case k.RevokedAt != nil:
		return TokenRevoked
	case access.Validity{Until: k.ValidUntil}.Ended(today):
		return TokenEnded
	}
	return TokenActive
}

// ListedToken is a token as those who manage it see it.
type ListedToken struct {
	APIToken
	Scope access.Scope
	State string
	Names map[string]string // of the events in its scope, by id
}

// NewAPIToken is what the form about a new token sets.
type NewAPIToken struct {
	Name       string
	Scope      access.Scope
	ValidUntil string
}

// tokenPrefix makes a token known for what it is to whoever finds it, such as a scanner for secrets.
const tokenPrefix = "coulisse_"

// tokenLength is of a token with its prefix.
const tokenLength = len(tokenPrefix) + 43

// newAPIToken returns a token of 256 random bits, and the hash under which it is kept.
func newAPIToken() (token, hash string) {
	token, _ = NewToken()
	token = tokenPrefix + token
	return token, HashToken(token)
}

// scopeColumn reads the chosen events of a token t as text beside it.
const scopeColumn = "(SELECT string_agg(event_id, ',' ORDER BY event_id) FROM api_token_events WHERE token_id = t.id) AS events"

// scope is that of a token whose chosen events are given as scopeColumn reads them.
func (k APIToken) scope(events *string) access.Scope {
	scope := access.Scope{All: k.ScopeAll}
	if events != nil {
		scope.Events = strings.Split(*events, ",")
	}
	return scope
}

// tokenListLimit is how many tokens the list shows at the most; those that work come first.
const tokenListLimit = 500

// APITokens lists the organisation's tokens whose scope lies within the actor's, those that
// are not revoked first.
func (s *Store) APITokens(ctx context.Context, a access.Actor) ([]ListedToken, error) {
	if !a.Can(access.Account, access.Edit) {
		return nil, missing()
	}
	return s.apiTokens(ctx, a, "TRUE")
}

// APIToken reads one token whose scope lies within the actor's; NotFound for any other.
func (s *Store) APIToken(ctx context.Context, a access.Actor, id string) (*ListedToken, error) {
	if !a.Can(access.Account, access.Edit) {
		return nil, missing()
	}
	list, err := s.apiTokens(ctx, a, "t.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, missing()
	}
	return &list[0], nil
}

// apiTokens reads tokens that the actor may know of, with what their events are called.
func (s *Store) apiTokens(ctx context.Context, a access.Actor, condition string, args ...any) ([]ListedToken, error) {
	where, whereArgs := tokensWithin(a)
	var rows []MadeToken
	query := "SELECT t.*, " + scopeColumn + ", " + makerColumns + " FROM api_tokens t" + makerJoin + " WHERE " + where + " AND " + condition +
		" ORDER BY t.revoked_at IS NOT NULL, t.created_at, t.id LIMIT ?"
	if err := s.read(ctx).Raw(query, append(append(whereArgs, args...), tokenListLimit)...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	today, err := s.today(s.read(ctx), a.Organisation)
	names, events, list := map[string]string{}, []string(nil), make([]ListedToken, len(rows))
	for i, r := range rows {
		list[i] = ListedToken{APIToken: r.APIToken, Scope: r.scope(r.Events), State: r.state(today), Names: names}
		events = append(events, list[i].Scope.Events...)
	}
	if err == nil {
		err = s.addNames(ctx, names, "events", a.Organisation, events)
	}
	return list, err
}

// tokensWithin is the condition that a token t is of the actor's organisation and reaches no
// event that the actor does not.
func tokensWithin(a access.Actor) (where string, args []any) {
	where, args = "t.organisation_id = ?", []any{a.Organisation}
	if !a.Grant.Scope.All {
		where += " AND NOT t.scope_all AND NOT EXISTS (SELECT 1 FROM api_token_events WHERE token_id = t.id AND event_id NOT IN ?)"
		args = append(args, append([]string{""}, a.Grant.Scope.Events...))
	}
	return where, args
}
