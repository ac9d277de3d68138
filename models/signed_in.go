package models

import (
	"context"

	"coulisse/access"
	"coulisse/i18n"
)

// SignedIn follows a right password: it stores a rehashed one if there is one, and says into which
// organisation the person goes: the one where they were last, or "" for somebody of the support desk, and
// when all that waits is an invitation or an opening, which one must be signed in to accept. Forbidden
// when they have no access that holds today; its Key says why: login.no_organisation, login.access_off,
// login.not_yet or login.ended.
func (s *Store) SignedIn(ctx context.Context, u *User, rehashed string) (organisation string, err error) {
	err = s.write(ctx, func(t *tx) error {
		if rehashed != "" {
			if err := t.Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", rehashed, u.ID, u.PasswordHash).Error; err != nil {
				return err
			}
		}
		staff, err := staffOf(t.DB, u.ID)
		if err != nil {
			return err
		}
		if staff != nil {
			return t.record(Entry{Staff: *staff, Action: "user.signed_in", Kind: TargetUser, Target: u.ID, Name: u.Name})
		}
		m, err := t.placeToGo(u)
		if CodeOf(err) == Forbidden {
			waits, errWaits := t.somethingToAccept(u.EmailKey)
			if waits != nil || errWaits != nil {
				return errWaits
			}
			return err
		}
		if err != nil {
			return err
		}
		organisation = m.OrganisationID
		as := access.Actor{User: u.ID, Name: m.Name, Organisation: organisation, Membership: m.ID}
		return t.record(Entry{Actor: as, Action: "user.signed_in", Kind: TargetMembership, Target: m.ID, Name: m.Name})
	})
	if err != nil {
		return "", err
	}
	if rehashed != "" {
		u.PasswordHash = rehashed
	}
	return organisation, nil
}

// placeToGo is the membership that a person signs in to.
func (t *tx) placeToGo(u *User) (*Membership, error) {
	places, err := t.placesOf(*u)
	if err != nil {
		return nil, err
	}
	if len(places) == 0 {
		return nil, Fail(Forbidden, "login.no_organisation")
	}
	for _, p := range places {
		if p.Membership.status(Invitation{}, t.now, day(t.now, p.TimeZone)) == Active {
			return &p.Membership, nil
		}
	}
	p := places[0]
	switch p.Membership.status(Invitation{}, t.now, day(t.now, p.TimeZone)) {
	case Scheduled:
		return nil, Fail(Forbidden, "login.not_yet", "organisation", p.OrganisationName, "day", i18n.Day(p.ValidFrom))
	case Ended:
		return nil, Fail(Forbidden, "login.ended", "organisation", p.OrganisationName, "day", i18n.Day(p.ValidUntil))
	}
	return nil, Fail(Forbidden, "login.access_off", "organisation", p.OrganisationName)
}
