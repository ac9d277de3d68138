package models

import (
	"context"

	"coulisse/access"
)

// tokenLimit is how many tokens of an organisation may work at once.
const tokenLimit = 100

// CreateAPIToken makes a token and returns it, this once: only its hash is kept. Its scope and
// its last day lie within the actor's (rule of delegation 1), as they are at this moment, and what
// it gives too: Forbidden unless access.Levels.SellsByToken. Invalid at name, event and valid_until.
func (s *Store) CreateAPIToken(ctx context.Context, a access.Actor, n NewAPIToken) (k *APIToken, token string, err error) {
	err = s.create(ctx, func(t *tx) error {
		a, err := t.tokenKeeper(a)
		if err == nil && !a.Grant.Levels.SellsByToken() {
			err = Fail(Forbidden, "token.lacks_rights")
		}
		if err != nil {
			return err
		}
		if err := t.checkToken(a, n); err != nil {
			return err
		}
		k = &APIToken{ID: NewID(), OrganisationID: a.Organisation, Name: n.Name, ScopeAll: n.Scope.All, ValidUntil: n.ValidUntil, CreatedBy: a.User, CreatedName: a.Name, CreatedAt: t.now}
		token, k.TokenHash = newAPIToken()
		if err := t.Create(k).Error; err != nil {
			return err
		}
		for _, event := range n.Scope.Events {
			if err := t.Exec("INSERT INTO api_token_events (token_id, event_id) VALUES (?, ?)", k.ID, event).Error; err != nil {
				return err
			}
		}
		changes := changed([]Change{{Field: "scope", New: scopeWord(n.Scope)}}, "valid_until", "", n.ValidUntil)
		return t.recordToken(a, *k, n.Scope, "token.created", changes)
	})
	if err != nil {
		return nil, "", err
	}
	return k, token, nil
}

// tokenKeeper reads the actor's rights again.
func (t *tx) tokenKeeper(a access.Actor) (access.Actor, error) {
	a, err := t.fresh(a)
	if err == nil && !a.Can(access.Account, access.Edit) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, err
}

// checkToken refuses a scope or a last day beyond the actor's own, a day that is over, and more
// tokens than anybody can keep track of.
func (t *tx) checkToken(a access.Actor, n NewAPIToken) error {
	if err := t.checkGrant(a, access.Grant{Scope: n.Scope, Validity: access.Validity{Until: n.ValidUntil}}); err != nil {
		return err
	}
	today, err := t.store.today(t.DB, a.Organisation)
	if err != nil {
		return err
	}
	if (access.Validity{Until: n.ValidUntil}).Ended(today) {
		return Fault("valid_until", "token.over")
	}
	var working int
	if err := t.Raw("SELECT count(*) FROM api_tokens WHERE organisation_id = ? AND revoked_at IS NULL", a.Organisation).Row().Scan(&working); err != nil {
		return err
	}
	if working >= tokenLimit {
		return Fault("name", "token.too_many", "max", tokenLimit)
	}
	return nil
}

// RevokeAPIToken has a token count no more, from the next request on. NotFound for one whose
// scope goes beyond the actor's; Conflict when it was revoked already.
func (s *Store) RevokeAPIToken(ctx context.Context, a access.Actor, id string) (k *APIToken, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.tokenKeeper(a)
		if err != nil {
			return err
		}
		where, args := tokensWithin(a)
		var row MadeToken
		if err := t.Raw("SELECT t.*, "+scopeColumn+" FROM api_tokens t WHERE "+where+" AND t.id = ?", append(args, id)...).Scan(&row).Error; err != nil {
			return err
		}
		if k = &row.APIToken; k.ID == "" {
			return missing()
		}
		if err := k.Revocable(); err != nil {
			return err
		}
		return t.revokeToken(a, row)
	})
	return k, err
}

func (t *tx) revokeToken(a access.Actor, k MadeToken) error {
	if err := t.Model(&APIToken{}).Where("id = ?", k.ID).Update("revoked_at", t.now).Error; err != nil {
		return err
	}
	scope := k.scope(k.Events)
	return t.recordToken(a, k.APIToken, scope, "token.revoked", []Change{{Field: "scope", Old: scopeWord(scope)}})
}

// Revocable tells why a token cannot be revoked: a Conflict, or nil.
func (k APIToken) Revocable() error {
	if k.RevokedAt != nil {
		return Fail(Conflict, "token.already_revoked", "name", k.Name)
	}
	return nil
}

// recordToken notes what happened to a token; that of a single event is read by those who see it.
func (t *tx) recordToken(a access.Actor, k APIToken, scope access.Scope, action string, changes []Change) error {
	e := Entry{Actor: a, Action: action, Kind: TargetToken, Target: k.ID, Name: k.Name, Changes: changes}
	if len(scope.Events) == 1 {
		e.Event = scope.Events[0]
	}
	return t.record(e)
}
