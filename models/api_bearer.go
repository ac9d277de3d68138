package models

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
)

// Bearer is the program that a request of the API comes from: its token, and the actor that
// the token makes of it, as the database has them at this moment.
type Bearer struct {
	Token        APIToken
	Organisation Organisation
	Actor        access.Actor
}

// bearerQuery is all that a request of the API needs to know of who sends it; one row.
const bearerQuery = `SELECT t.*, o.name AS organisation, o.time_zone, o.currency, o.locale, ` + scopeColumn + `, ` + makerColumns + `
FROM api_tokens t JOIN organisations o ON o.id = t.organisation_id` + makerJoin + ` WHERE t.token_hash = ?`

// Bearer finds whose a token is. Unauthorized for a token that is none of ours, revoked, or
// past its last day: one answer, after one read of an index. Forbidden while whoever made it may
// not sell; its scope is what they and it have in common.
func (s *Store) Bearer(ctx context.Context, token string) (*Bearer, error) {
	if len(token) != tokenLength || !strings.HasPrefix(token, tokenPrefix) {
		return nil, noBearer()
	}
	return s.bearer(s.read(ctx), HashToken(token))
}

func noBearer() error { return Fail(Unauthorized, "api.token_invalid") }

func (s *Store) bearer(db *gorm.DB, hash string) (*Bearer, error) {
	var row struct {
		MadeToken
		Organisation, TimeZone, Currency, Locale string
	}
	if err := db.Raw(bearerQuery, hash).Scan(&row).Error; err != nil {
		return nil, err
	}
	switch today := day(s.Now(), row.TimeZone); {
	case row.ID == "":
		return nil, noBearer()
	case row.state(today) == TokenAsleep:
		return nil, Fail(Forbidden, "api.maker_may_not_sell")
	case row.state(today) != TokenActive:
		return nil, noBearer()
	}
	b := &Bearer{Token: row.APIToken, Organisation: Organisation{ID: row.OrganisationID, Name: row.Organisation, TimeZone: row.TimeZone, Currency: row.Currency, Locale: row.Locale}}
	b.Actor = access.Actor{User: row.ID, Organisation: row.OrganisationID, Name: row.Name + apiMark,
		Grant: access.Grant{Levels: access.Levels{access.Events: access.View}, Scope: row.reach()}}
	return b, nil
}

// apiMark follows a token's name in the history, so that no token is taken for a person.
const apiMark = " (API)"

// seenEvery is how often it is noted that a token is used.
const seenEvery = time.Minute

// BearerSeen notes that a token is used, at most once a minute.
func (s *Store) BearerSeen(ctx context.Context, b *Bearer) error {
	if last := b.Token.LastUsedAt; last != nil && s.Now().Sub(*last) < seenEvery {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		return t.Exec("UPDATE api_tokens SET last_used_at = ? WHERE id = ?", t.now, b.Token.ID).Error
	})
}
