package models

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"coulisse/access"
)

// errAgain tells that another process has taken what was due, or that the recipient's rights
// have changed since the figures were added up.
var errAgain = errors.New("what was due has to be looked at again")

// dueReport is a schedule whose time has come, with what is to become of it.
type dueReport struct {
	ReportSchedule
	org   Organisation
	actor access.Actor // with today's rights; zero for somebody who may not have the figures now
	mail  *Mail        // nil when there is nothing to tell, or nobody to tell it to
	next  tick
	ends  bool // its event is over
}

// MailDueReport queues the mail of the schedule that has been due the longest, and tells whether
// there was one. The recipient's rights are those of this moment: who is switched off, out of
// their dates, no longer in the event or without reports: edit gets nothing, and the schedule
// goes on in silence until the rights are back or its event is over. What the console was not
// running for is told in one mail. The figures are added up before the transaction; in it, the
// schedule is taken, the rights are compared, and the mail is queued, so that each is sent once.
func (s *Store) MailDueReport(ctx context.Context) (found bool, err error) {
	d := &dueReport{}
	err = s.read(ctx).Raw("SELECT * FROM report_schedules WHERE next_at <= ? ORDER BY next_at, id LIMIT 1", s.Now()).Scan(&d.ReportSchedule).Error
	if err != nil || d.ID == "" {
		return false, err
	}
	if err := s.prepareReport(ctx, d); err != nil {
		return false, err
	}
	err = s.write(ctx, func(t *tx) error { return t.takeReport(d) })
	if errors.Is(err, errAgain) {
		err = nil
	}
	return err == nil, err
}

// prepareReport says what a due schedule comes to.
func (s *Store) prepareReport(ctx context.Context, d *dueReport) error {
	db := s.read(ctx)
	if err := db.Raw("SELECT * FROM organisations WHERE id = ?", d.OrganisationID).Scan(&d.org).Error; err != nil {
		return err
	}
	d.next = nextTick(d.Rhythm, s.Now(), d.org.Zone())
	filter := ReportFilter{From: dayAfter(d.Covered), To: d.next.Covered}
	if d.EventID != nil {
		e, err := s.event(db, d.OrganisationID, *d.EventID)
		if err != nil {
			return err
		}
		filter.Events, d.ends = []string{e.ID}, e.State == EventCancelled || e.over(filter.To, d.org)
	}
	reader, err := s.reportReader(db, d.ReportSchedule)
	if err != nil || reader == nil || filter.From > filter.To {
		return err
	}
	d.actor = reader.actor()
	if d.Rhythm == ReportAfter {
		if filter.Events, err = s.endedBy(ctx, d, filter.To); err != nil || len(filter.Events) == 0 {
			return err
		}
		filter.From, filter.To = "", ""
	}
	return s.writeReport(ctx, d, *reader, filter)
}

// writeReport makes the mail of a due schedule.
func (s *Store) writeReport(ctx context.Context, d *dueReport, reader told, f ReportFilter) error {
	tells, err := s.mailedReport(ctx, d.actor, f)
	if err != nil {
		return err
	}
	tells.Rhythm, tells.Currency, tells.Last = d.Rhythm, d.org.Currency, d.ends
	if tells.Covers = d.actor.Grant.Scope; len(f.Events) > 0 {
		tells.Covers = access.Scope{Events: f.Events}
	}
	d.mail = &Mail{OrganisationID: d.org.ID, Kind: MailReport, To: reader.Email, ToName: reader.Name, Locale: firstOf(reader.locale, d.org.Locale),
		Data: MailData{Person: reader.Name, Email: reader.Email, Organisation: d.org.Name, Zone: d.org.TimeZone, Report: tells}}
	return nil
}

// reportReader is the person of a schedule, when they may have its figures now; nil otherwise.
func (s *Store) reportReader(db *gorm.DB, p ReportSchedule) (*told, error) {
	person, err := s.person(db, p.OrganisationID, p.MembershipID)
	if CodeOf(err) == NotFound {
		return nil, nil
	}
	if err != nil || person.Status != Active {
		return nil, err
	}
	reader := &told{Person: *person}
	a := reader.actor()
	if !a.Can(access.Reports, access.Edit) || p.EventID != nil && !a.Sees(*p.EventID) {
		return nil, nil
	}
	return reader, db.Raw("SELECT locale FROM users WHERE id = ?", a.User).Row().Scan(&reader.locale)
}

// actor is the person with today's rights.
func (p told) actor() access.Actor {
	a := access.Actor{User: *p.UserID, Membership: p.ID, Organisation: p.OrganisationID, Name: p.Name, Email: p.Email, Owner: p.Owner, Grant: p.Grant}
	if a.Owner {
		a.Grant = everything()
	}
	return a
}

// takeReport moves a schedule on, or ends it, and queues its mail.
func (t *tx) takeReport(d *dueReport) error {
	statement, args := "UPDATE report_schedules SET covered = ?, next_at = ? WHERE id = ? AND next_at = ?", []any{d.next.Covered, d.next.At, d.ID, d.NextAt}
	if d.ends {
		statement, args = "DELETE FROM report_schedules WHERE id = ? AND next_at = ?", []any{d.ID, d.NextAt}
	}
	if err := one(t.Exec(statement, args...), errAgain); err != nil {
		return err
	}
	reader, err := t.store.reportReader(t.DB, d.ReportSchedule)
	switch {
	case err != nil:
		return err
	case reader == nil && d.mail != nil, reader != nil && d.mail != nil && !reader.actor().Grant.Equal(d.actor.Grant):
		return errAgain
	case d.mail == nil:
		return nil
	}
	return t.enqueue(*d.mail)
}
