package models

import (
	"context"
	"strconv"

	"coulisse/access"
)

// OrganisationDetails is what the account form sets.
type OrganisationDetails struct {
	Name, TimeZone, Locale string
	MembersEdit            bool
	InvitationDays         int    // 1 to 30
	Currency               string // ISO 4217; "" leaves it as it is
	OwnAcquiring           bool   // ST4
}

// Organisation reads the actor's organisation.
func (s *Store) Organisation(ctx context.Context, a access.Actor) (*Organisation, error) {
	if !a.Can(access.Account, access.View) {
		return nil, missing()
	}
	var o Organisation
	err := s.read(ctx).Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error
	return &o, err
}

// UpdateOrganisation saves the account form, for account: edit. Conflict when the version is
// stale, or when the currency is to change and there are prices in it already; it tells
// whether anything differed.
func (s *Store) UpdateOrganisation(ctx context.Context, a access.Actor, version int, d OrganisationDetails) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !a.Can(access.Account, access.Edit) {
			return Fail(Forbidden, "error.forbidden")
		}
		var o Organisation
		if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error; err != nil {
			return err
		}
		if d.Currency == "" {
			d.Currency = o.Currency
		}
		changes := organisationChanges(o, d)
		if changedAny = len(changes) > 0; !changedAny {
			return nil
		}
		if err := t.checkCurrency(o, d.Currency); err != nil {
			return err
		}
		saved := t.Exec(`UPDATE organisations SET name = ?, time_zone = ?, locale = ?, members_edit = ?, invitation_days = ?, currency = ?, own_acquiring = ?, version = version + 1, updated_at = ?
			WHERE id = ? AND version = ?`, d.Name, d.TimeZone, d.Locale, d.MembersEdit, d.InvitationDays, d.Currency, d.OwnAcquiring, t.now, a.Organisation, version)
		if err := one(saved, Fail(Conflict, "account.stale")); err != nil {
			return err
		}
		if err := t.sortSmall(o.ID, d.Locale); err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "organisation.updated", Kind: TargetOrganisation, Target: o.ID, Name: d.Name, Changes: changes})
	})
	return changedAny, err
}

// checkCurrency refuses another currency where prices stand already: they would turn into
// other amounts of money.
func (t *tx) checkCurrency(o Organisation, currency string) error {
	if o.Currency == currency {
		return nil
	}
	var priced bool
	if err := t.Raw("SELECT EXISTS (SELECT 1 FROM ticket_types WHERE organisation_id = ?)", o.ID).Scan(&priced).Error; err != nil {
		return err
	}
	if priced {
		return Fault("currency", "account.currency_fixed", "currency", o.Currency)
	}
	return nil
}

func organisationChanges(o Organisation, d OrganisationDetails) (list []Change) {
	list = changed(list, "organisation_name", o.Name, d.Name)
	list = changed(list, "time_zone", o.TimeZone, d.TimeZone)
	list = changed(list, "locale", o.Locale, d.Locale)
	list = changed(list, "members_edit", yes(o.MembersEdit), yes(d.MembersEdit))
	list = changed(list, "currency", o.Currency, d.Currency)
	list = changed(list, "own_acquiring", yes(o.OwnAcquiring), yes(d.OwnAcquiring))
	return changed(list, "invitation_days", strconv.Itoa(o.InvitationDays), strconv.Itoa(d.InvitationDays))
}
