package models

import (
	"context"
	"time"

	"coulisse/access"
)

// StartView has a session of the desk look as a member from its next request on, for ViewingLife.
// It hangs on the owner's standing consent, and the owner is mailed who looked as whom, and why
// (ASVS 8.1, 16.2: both people stand in the log). Conflict without the consent, or when the
// member is not active; RateLimited after a look as the same member a moment ago, or often today, for
// the owner is told of each.
func (s *Store) StartView(ctx context.Context, staff access.Staff, session, id, reason string) (p *Person, until time.Time, err error) {
	err = s.write(ctx, func(t *tx) error {
		by, found, err := t.helped(staff, id)
		if p = found; err != nil {
			return err
		}
		var o Organisation
		if err := t.Raw("SELECT * FROM organisations WHERE id = ?", p.OrganisationID).Scan(&o).Error; err != nil {
			return err
		}
		if err := mayBeViewed(o, p); err != nil {
			return err
		}
		until = t.now.Add(ViewingLife)
		begun := t.Exec("UPDATE sessions SET viewing_id = ?, viewing_until = ? WHERE id = ? AND user_id = ?", id, until, session, by.User)
		if err := one(begun, Fail(Forbidden, "error.forbidden")); err != nil {
			return err
		}
		changes := changed(changed(nil, "reason", "", reason), "until", "", until.Format(time.RFC3339))
		if err := t.record(Entry{Staff: by, As: p.Name, Organisation: o.ID, Action: "support.view_started", Kind: TargetMembership, Target: id, Name: p.Name, Changes: changes}); err != nil {
			return err
		}
		return t.mailView(by, o, p, reason, until)
	})
	return p, until, err
}

// mayBeViewed refuses whom support may not look as.
func mayBeViewed(o Organisation, p *Person) error {
	switch {
	case !o.SupportView:
		return Fail(Conflict, "desk.view.no_consent", "organisation", o.Name)
	case p.Status != Active:
		return Fail(Conflict, "desk.view.not_active", "name", p.Name)
	}
	return nil
}

// mailView tells the owner.
func (t *tx) mailView(by access.Staff, o Organisation, p *Person, reason string, until time.Time) error {
	var owner User
	err := t.Raw("SELECT u.* FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organisation_id = ? AND m.owner", o.ID).Scan(&owner).Error
	if err != nil {
		return err
	}
	if err := t.mayResend(o.ID, MailSupportView, p.Email, owner.Name); err != nil { // by whom it is about
		return err
	}
	return t.enqueue(Mail{Kind: MailSupportView, To: owner.Email, ToName: owner.Name, Locale: firstOf(owner.Locale, o.Locale), OrganisationID: o.ID,
		Data: MailData{Person: p.Name, Email: p.Email, Actor: by.Name, Organisation: o.Name, Reason: reason, Expires: until, Zone: o.TimeZone}})
}

// EndView ends the look of a session, by hand or because it is over already, and notes it once.
func (s *Store) EndView(ctx context.Context, staff access.Staff, v *Viewer) error {
	return s.write(ctx, func(t *tx) error {
		ended := t.Exec("UPDATE sessions SET viewing_id = '', viewing_until = NULL WHERE id = ? AND viewing_id = ?", v.Session.ID, v.Session.ViewingID)
		if ended.Error != nil || ended.RowsAffected == 0 || v.Session.ViewingID == "" {
			return ended.Error
		}
		var m Membership
		if err := t.Raw("SELECT * FROM memberships WHERE id = ?", v.Session.ViewingID).Scan(&m).Error; err != nil || m.ID == "" {
			return err
		}
		return t.record(Entry{Staff: staff, As: m.Name, Organisation: m.OrganisationID, Action: "support.view_ended", Kind: TargetMembership, Target: m.ID, Name: m.Name})
	})
}

// ConsentToView gives or withdraws the consent that support may look at the console as a member
// does; the owner's alone. Looks that are under way end with it. It tells whether anything
// differed. Forbidden for anybody but the owner.
func (s *Store) ConsentToView(ctx context.Context, a access.Actor, on bool) (changedAny bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !a.Owner {
			return Fail(Forbidden, "error.forbidden")
		}
		set := t.Exec("UPDATE organisations SET support_view = ?, updated_at = ? WHERE id = ? AND support_view <> ?", on, t.now, a.Organisation, on)
		if changedAny = set.RowsAffected > 0; set.Error != nil || !changedAny {
			return set.Error
		}
		var name string
		if err := t.Raw("SELECT name FROM organisations WHERE id = ?", a.Organisation).Scan(&name).Error; err != nil {
			return err
		}
		return t.record(Entry{Actor: a, Action: "organisation.updated", Kind: TargetOrganisation, Target: a.Organisation, Name: name,
			Changes: changed(nil, "support_view", yes(!on), yes(on))})
	})
	return changedAny, err
}
