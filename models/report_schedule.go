package models

import (
	"context"
	"time"

	"coulisse/access"
)

// ReportSchedule are sales figures that a person has mailed to themselves.
type ReportSchedule struct {
	ID             string
	OrganisationID string
	MembershipID   string
	EventID        *string // nil for all events that the person may see when the mail is written
	Rhythm         string
	Covered        string // the last day that earlier mails have told of
	NextAt         time.Time
	CreatedAt      time.Time
}

// OwnSchedule is a schedule as its person sees it.
type OwnSchedule struct {
	ReportSchedule
	Event  string     // name; "" for all, and for an event that is out of scope by now
	EndsAt *time.Time // of that event
	MailAt time.Time  // when the next mail is due; zero when that is not known
}

// scheduleLimit is how many schedules one person may have.
const scheduleLimit = 50

// ReportSchedules lists the actor's own, in the order of the events.
func (s *Store) ReportSchedules(ctx context.Context, a access.Actor) (list []OwnSchedule, err error) {
	if !a.Can(access.Reports, access.Edit) {
		return nil, missing()
	}
	db := s.read(ctx)
	var org Organisation
	if err := db.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&org).Error; err != nil {
		return nil, err
	}
	where, args := scoped(a, "id")
	err = db.Raw(`SELECT p.*, COALESCE(e.name, '') AS event, e.ends_at FROM report_schedules p
		LEFT JOIN (SELECT id, name, begins_at, ends_at FROM events WHERE `+where+`) e ON e.id = p.event_id
		WHERE p.organisation_id = ? AND p.membership_id = ? ORDER BY p.event_id IS NOT NULL, e.begins_at, p.event_id, p.rhythm = 'after', p.rhythm`,
		append(args, a.Organisation, a.Membership)...).Scan(&list).Error
	for i := range list {
		list[i].MailAt = list[i].mailAt(org.Zone())
	}
	return list, err
}

// mailAt is the next tick, or the morning after the event.
func (p OwnSchedule) mailAt(z *time.Location) time.Time {
	switch {
	case p.EventID != nil && p.EndsAt == nil, p.Rhythm == ReportAfter && p.EventID == nil:
		return time.Time{}
	case p.Rhythm != ReportAfter:
		return p.NextAt
	}
	ends := p.EndsAt.In(z)
	return time.Date(ends.Year(), ends.Month(), ends.Day()+1, reportHour, 0, 0, 0, z).UTC()
}

// ScheduleReport has figures of an event, or with "" of all that the actor may see then, mailed
// to the actor. Invalid at event and rhythm: for an event that the actor does not see or that
// is over, and for what they get already.
func (s *Store) ScheduleReport(ctx context.Context, a access.Actor, event, rhythm string) error {
	return s.create(ctx, func(t *tx) error {
		a, err := t.ownSchedules(a)
		if err != nil {
			return err
		}
		var org Organisation
		if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&org).Error; err != nil {
			return err
		}
		if !rhythmic(rhythm) {
			return Fault("rhythm", "form.not_a_choice")
		}
		next := nextTick(rhythm, t.now, org.Zone())
		p := ReportSchedule{ID: NewID(), OrganisationID: org.ID, MembershipID: a.Membership, Rhythm: rhythm, Covered: next.Covered, NextAt: next.At, CreatedAt: t.now}
		if event != "" {
			p.EventID = &event
			if err := t.schedulable(a, org, p); err != nil {
				return err
			}
		}
		if err := t.addSchedule(p); err != nil {
			return err
		}
		return t.recordSchedule(a, p, "report.scheduled")
	})
}

// ownSchedules reads the actor's rights again.
func (t *tx) ownSchedules(a access.Actor) (access.Actor, error) {
	a, err := t.fresh(a)
	if err == nil && !a.Can(access.Reports, access.Edit) {
		err = Fail(Forbidden, "error.forbidden")
	}
	return a, err
}

// schedulable refuses an event out of scope, and one of which there will be no news any more.
func (t *tx) schedulable(a access.Actor, org Organisation, p ReportSchedule) error {
	if !a.Sees(*p.EventID) {
		return Fault("event", "form.not_a_choice")
	}
	e, err := t.store.event(t.DB, org.ID, *p.EventID)
	switch {
	case CodeOf(err) == NotFound:
		return Fault("event", "form.not_a_choice")
	case err != nil:
		return err
	case e.State == EventCancelled || e.over(p.Covered, org):
		return Fault("event", "report.schedule.over", "name", e.Name)
	}
	return nil
}

// over tells whether a day of the organisation's zone is the event's last or a later one.
func (e Event) over(on string, org Organisation) bool { return day(e.EndsAt, org.TimeZone) <= on }

func (t *tx) addSchedule(p ReportSchedule) error {
	var has int
	if err := t.Raw("SELECT count(*) FROM report_schedules WHERE membership_id = ?", p.MembershipID).Row().Scan(&has); err != nil {
		return err
	}
	if has >= scheduleLimit {
		return Fault("rhythm", "report.schedule.too_many", "max", scheduleLimit)
	}
	added := t.Exec(`INSERT INTO report_schedules (id, organisation_id, membership_id, event_id, rhythm, covered, next_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, p.ID, p.OrganisationID, p.MembershipID, p.EventID, p.Rhythm, p.Covered, p.NextAt, p.CreatedAt)
	return one(added, Fault("rhythm", "report.schedule.twice"))
}

// UnscheduleReport ends one of the actor's schedules; NotFound for anybody else's.
func (s *Store) UnscheduleReport(ctx context.Context, a access.Actor, id string) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.ownSchedules(a)
		if err != nil {
			return err
		}
		var p ReportSchedule
		if err := t.Raw("SELECT * FROM report_schedules WHERE id = ? AND organisation_id = ? AND membership_id = ?", id, a.Organisation, a.Membership).Scan(&p).Error; err != nil {
			return err
		}
		if p.ID == "" {
			return missing()
		}
		if err := t.Exec("DELETE FROM report_schedules WHERE id = ?", p.ID).Error; err != nil {
			return err
		}
		return t.recordSchedule(a, p, "report.unscheduled")
	})
}

// recordSchedule notes how often figures of what are mailed, or were.
func (t *tx) recordSchedule(a access.Actor, p ReportSchedule, action string) error {
	e := Entry{Actor: a, Action: action, Kind: TargetMembership, Target: a.Membership, Name: a.Name}
	scope := access.Scope{All: p.EventID == nil}
	if p.EventID != nil {
		e.Event, scope.Events = *p.EventID, []string{*p.EventID}
	}
	if action == "report.scheduled" {
		e.Changes = []Change{{Field: "rhythm", New: p.Rhythm}, {Field: "scope", New: scopeWord(scope)}}
	} else {
		e.Changes = []Change{{Field: "rhythm", Old: p.Rhythm}, {Field: "scope", Old: scopeWord(scope)}}
	}
	return t.record(e)
}
