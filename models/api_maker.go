package models

import (
	"context"

	"coulisse/access"
)

// MadeToken is a token with its chosen events, as scopeColumn reads them, and its maker.
type MadeToken struct {
	APIToken
	Events *string
	TokenMaker
}

// TokenMaker is whoever made a token, as they are at this moment: a token is a right, and never outreaches
// the one who gave it. All is empty for somebody who is no member any more.
type TokenMaker struct {
	MakerOwner, MakerActive, MakerAll bool
	MakerFrom, MakerUntil             string
	MakerLevels, MakerEvents          *string
}

// makerColumns and makerJoin read the maker of a token t.
const (
	makerColumns = `coalesce(m.owner, FALSE) AS maker_owner, coalesce(m.active, FALSE) AS maker_active,
coalesce(m.scope_all, FALSE) AS maker_all,
coalesce(m.valid_from, '') AS maker_from, coalesce(m.valid_until, '') AS maker_until,
` + packedLevels + ` AS maker_levels, ` + packedEvents + ` AS maker_events`
	makerJoin = `
LEFT JOIN memberships m ON m.user_id = t.created_by AND m.organisation_id = t.organisation_id
	AND m.state = '` + StateMember + `'`
)

// held is what the maker may do on a day; nothing while they have no access.
func (m TokenMaker) held(today string) access.Grant {
	if m.MakerOwner {
		return everything()
	}
	validity := access.Validity{From: m.MakerFrom, Until: m.MakerUntil}
	if !m.MakerActive || !validity.Contains(today) {
		return access.Grant{}
	}
	return packedRights{m.MakerLevels, m.MakerEvents}.grant(m.MakerAll, validity)
}

// state is the token's own, but that one that would count sleeps while its maker may not sell.
func (k MadeToken) state(today string) string {
	state := k.APIToken.state(today)
	if state == TokenActive && !k.held(today).Levels.SellsByToken() {
		return TokenAsleep
	}
	return state
}

// reach is the scope that the token has in common with its maker's, for one that is active.
func (k MadeToken) reach() access.Scope {
	held := access.Scope{All: true}
	if !k.MakerOwner {
		held = packedRights{nil, k.MakerEvents}.grant(k.MakerAll, access.Validity{}).Scope
	}
	return access.Grant{Scope: k.scope(k.Events)}.Cap(access.Grant{Scope: held}).Scope
}

// MadeTokens are the tokens of the API that somebody has made and that are not revoked: they stand
// with that person's rights, because they work no further than those.
type MadeTokens struct {
	Rows   []ListedToken // within the reader's scope
	Hidden int           // beyond it
}

// Any tells whether there are some, hidden ones included.
func (m MadeTokens) Any() bool { return len(m.Rows)+m.Hidden > 0 }

// TokensOf lists what a person that Person has found has made, for whoever sees their rights.
func (s *Store) TokensOf(ctx context.Context, a access.Actor, p *Person) (m MadeTokens, err error) {
	if p.UserID == nil {
		return m, nil
	}
	const theirs = "t.created_by = ? AND t.revoked_at IS NULL"
	if m.Rows, err = s.apiTokens(ctx, a, theirs, *p.UserID); err != nil {
		return m, err
	}
	var all int64
	err = s.read(ctx).Model(&APIToken{}).
		Where("organisation_id = ? AND created_by = ? AND revoked_at IS NULL", p.OrganisationID, *p.UserID).Count(&all).Error
	m.Hidden = max(0, int(all)-len(m.Rows))
	return m, err
}

// RevokeTokensOf revokes what a person has made, as far as it lies within the actor's scope, and
// tells how many tokens that were. It asks for account: edit, as each alone does.
func (s *Store) RevokeTokensOf(ctx context.Context, a access.Actor, membership string) (revoked int, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.tokenKeeper(a)
		if err != nil {
			return err
		}
		p, err := t.store.person(t.DB, a.Organisation, membership)
		if err != nil || p.UserID == nil {
			return err
		}
		where, args := tokensWithin(a)
		var rows []MadeToken
		const theirs = " AND t.created_by = ? AND t.revoked_at IS NULL ORDER BY t.id"
		query := "SELECT t.*, " + scopeColumn + " FROM api_tokens t WHERE " + where + theirs
		if err := t.Raw(query, append(args, *p.UserID)...).Scan(&rows).Error; err != nil {
			return err
		}
		revoked = len(rows)
		for _, k := range rows {
			if err := t.revokeToken(a, k); err != nil {
				return err
			}
		}
		return nil
	})
	return revoked, err
}
