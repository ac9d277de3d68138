package models

import (
	"context"
	"slices"
	"strings"
	"time"

	"coulisse/access"
)

// States of a task.
const (
	TaskOpen = "open"
	TaskDone = "done"
)

// MaxTaskText is how long what is asked and answered may be, in characters.
const MaxTaskText = 1000

// openTasks is how many requests of one person may wait at the same time.
const openTasks = 5

// ChangeDetails are the details that a change may be asked of, in the order of the form.
func ChangeDetails() []string { return []string{"name", "email", "phone", "title"} }

// Task is what somebody has asked the owner to do (EC11).
type Task struct {
	ID, MembershipID, Name, Email string // of who asked, as they are called now
	Details                       []string
	Text, State, Answer, DoneName string
	MadeAt                        time.Time
	DoneAt                        *time.Time
	Version                       int

	organisation, locale, details string
}

// fields are in the order of taskQuery.
func (k *Task) fields() []any {
	return []any{&k.ID, &k.MembershipID, &k.Name, &k.Email, &k.details, &k.Text, &k.State, &k.Answer, &k.DoneName, &k.MadeAt, &k.DoneAt, &k.Version, &k.organisation, &k.locale}
}

const taskQuery = `SELECT k.id, k.membership_id, m.name, m.email, k.details, k.text, k.state, k.answer, k.done_name, k.made_at, k.done_at, k.version, k.organisation_id, coalesce(u.locale, '')
	FROM tasks k JOIN memberships m ON m.id = k.membership_id LEFT JOIN users u ON u.id = m.user_id WHERE k.organisation_id = ?`

// doneShown is how many tasks that are done stay in the list.
const doneShown = 20

// Tasks lists what the organisation's owner is asked to do, the oldest first, and after it what
// was done lately, the latest first. NotFound for anybody else.
func (s *Store) Tasks(ctx context.Context, a access.Actor) (open, done []Task, err error) {
	if !a.Owner {
		return nil, nil, missing()
	}
	if open, err = scan(s.read(ctx), (*Task).fields, taskQuery+" AND k.state = 'open' ORDER BY k.made_at, k.id", a.Organisation); err != nil {
		return nil, nil, err
	}
	done, err = scan(s.read(ctx), (*Task).fields, taskQuery+" AND k.state = 'done' ORDER BY k.done_at DESC, k.id DESC LIMIT ?", a.Organisation, doneShown)
	for _, list := range [][]Task{open, done} {
		for i := range list {
			list[i].Details = strings.Fields(list[i].details)
		}
	}
	return open, done, err
}

// ChangeRequest is what somebody would like to have changed about themselves.
type ChangeRequest struct {
	Text    string
	Details []string // some of ChangeDetails
}

// AskChange asks the owner to change the actor's details (EC11), and mails the owner. Forbidden
// for who may change them alone; RateLimited while five requests of theirs wait.
func (s *Store) AskChange(ctx context.Context, a access.Actor, r ChangeRequest) error {
	return s.create(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		var o Organisation
		if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error; err != nil {
			return err
		}
		if o.LetsEditSelf(a) {
			return Fail(Forbidden, "task.change_yourself")
		}
		var waiting int
		if err := t.Raw("SELECT count(*) FROM tasks WHERE organisation_id = ? AND membership_id = ? AND state = ?", a.Organisation, a.Membership, TaskOpen).Scan(&waiting).Error; err != nil {
			return err
		}
		if waiting >= openTasks {
			return Fail(RateLimited, "task.too_many", "n", openTasks)
		}
		id := NewID()
		if err := t.Exec("INSERT INTO tasks (id, organisation_id, kind, membership_id, details, text, state, made_at) VALUES (?, ?, 'change', ?, ?, ?, ?, ?)",
			id, a.Organisation, a.Membership, changeDetailsWord(r.Details), r.Text, TaskOpen, t.now).Error; err != nil {
			return err
		}
		if err := t.record(Entry{Actor: a, Action: "task.asked", Kind: TargetTask, Target: id, Name: a.Name}); err != nil {
			return err
		}
		return t.mailTask(o, a, r)
	})
}

func changeDetailsWord(details []string) string {
	return strings.Join(slices.DeleteFunc(ChangeDetails(), func(d string) bool { return !slices.Contains(details, d) }), " ")
}

// mailTask tells the owner, in their language.
func (t *tx) mailTask(o Organisation, a access.Actor, r ChangeRequest) error {
	var owner User
	if err := t.Raw("SELECT u.email, m.name, u.locale FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organisation_id = ? AND m.owner", o.ID).Scan(&owner).Error; err != nil {
		return err
	}
	return t.enqueue(Mail{Kind: MailChangeAsked, To: owner.Email, ToName: owner.Name, Locale: firstOf(owner.Locale, o.Locale), OrganisationID: o.ID,
		Data: MailData{Person: a.Name, Email: a.Email, Actor: a.Name, Organisation: o.Name, Zone: o.TimeZone, Text: r.Text}})
}

// FinishTask says that a task is done, for the owner, and mails who asked, with an answer if
// there is one. NotFound for no task of theirs; Conflict when it is done already.
func (s *Store) FinishTask(ctx context.Context, a access.Actor, id, answer string) (k Task, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.fresh(a)
		if err != nil {
			return err
		}
		if !a.Owner {
			return Fail(Forbidden, "error.forbidden")
		}
		found, err := scan(t.DB, (*Task).fields, taskQuery+" AND k.id = ?", a.Organisation, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return missing()
		}
		k = found[0]
		done := t.Exec("UPDATE tasks SET state = ?, answer = ?, done_at = ?, done_by = ?, done_name = ?, version = version + 1 WHERE id = ? AND organisation_id = ? AND state = ?",
			TaskDone, answer, t.now, a.User, a.Name, id, a.Organisation, TaskOpen)
		if err := one(done, Fail(Conflict, "task.done_already", "name", k.Name)); err != nil {
			return err
		}
		if err := t.record(Entry{Actor: a, Action: "task.done", Kind: TargetTask, Target: id, Name: k.Name}); err != nil {
			return err
		}
		var o Organisation
		if err := t.Raw("SELECT * FROM organisations WHERE id = ?", a.Organisation).Scan(&o).Error; err != nil {
			return err
		}
		return t.enqueue(Mail{Kind: MailChangeDone, To: k.Email, ToName: k.Name, Locale: firstOf(k.locale, o.Locale), OrganisationID: o.ID,
			Data: MailData{Person: k.Name, Email: k.Email, Actor: a.Name, Organisation: o.Name, Zone: o.TimeZone, Text: answer}})
	})
	return k, err
}

// tasksWaiting counts what the owner is asked to do.
func (s *Store) tasksWaiting(ctx context.Context, a access.Actor) (n int, err error) {
	if !a.Owner {
		return 0, nil
	}
	err = s.read(ctx).Raw("SELECT count(*) FROM tasks WHERE organisation_id = ? AND state = ?", a.Organisation, TaskOpen).Scan(&n).Error
	return n, err
}
