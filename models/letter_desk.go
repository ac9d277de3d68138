package models

import (
	"context"
	"errors"
	"strconv"
	"time"

	"coulisse/access"
)

// approvalsNeeded is how many people of the support desk must have approved a letter, besides
// whoever handed it in (EC9).
const approvalsNeeded = 2

// SubmitLetterFor hands a letter in for an organisation, by the support desk. NotFound for an
// unknown organisation; otherwise as SubmitLetter.
func (s *Store) SubmitLetterFor(ctx context.Context, staff access.Staff, organisation string, n NewLetter) (*Letter, error) {
	return s.submitLetter(ctx, n, func(t *tx) (*Letter, Entry, error) {
		staff, err := t.freshStaff(staff)
		if err != nil {
			return nil, Entry{}, err
		}
		var known int
		if err := t.Raw("SELECT count(*) FROM organisations WHERE id = ?", organisation).Scan(&known).Error; err != nil {
			return nil, Entry{}, err
		}
		if known == 0 {
			return nil, Entry{}, missing()
		}
		return &Letter{OrganisationID: organisation, SubmittedBy: staff.User, SubmitterName: staff.Name, BySupport: true}, Entry{Staff: staff}, nil
	}, true)
}

// deskLetter reads a letter for the support desk, and the staff person as they are now.
func (t *tx) deskLetter(staff access.Staff, id string) (access.Staff, *Letter, error) {
	staff, err := t.freshStaff(staff)
	if err != nil {
		return staff, nil, err
	}
	l, err := letterOf(t.DB, "id = ?", id)
	if err == nil && l == nil {
		err = missing()
	}
	return staff, l, err
}

// ApproveLetter notes that somebody of the desk takes a letter for genuine; nobody does so twice, or
// for one that they handed in themselves (Forbidden). With the second person who is still at the
// desk the owner is mailed and has seven days to object. Conflict for a letter that does not wait
// any more, that this person has approved, or whose successor could not own anything now.
func (s *Store) ApproveLetter(ctx context.Context, staff access.Staff, id string) (l *Letter, err error) {
	err = s.write(ctx, func(t *tx) error {
		if staff, l, err = t.deskLetter(staff, id); err != nil {
			return err
		}
		if err := t.approvable(staff, l); err != nil {
			return err
		}
		approved := t.Exec("INSERT OR IGNORE INTO letter_approvals (letter_id, user_id, approved_at) VALUES (?, ?, ?)", l.ID, staff.User, t.now)
		if err := one(approved, Fail(Conflict, "letter.approved_already")); err != nil {
			return err
		}
		if err := t.recordLetter(Entry{Staff: staff}, l, "letter.approved", changed(nil, "letter", "", strconv.Itoa(l.Number))...); err != nil {
			return err
		}
		return t.letRun(l)
	})
	return l, err
}

func (t *tx) approvable(staff access.Staff, l *Letter) error {
	switch {
	case l.State != LetterWaiting:
		return Fail(Conflict, "letter.already."+l.State)
	case l.SubmittedBy == staff.User:
		return Fail(Forbidden, "letter.own")
	}
	to, err := t.store.person(t.DB, l.OrganisationID, l.SuccessorID)
	if err != nil && CodeOf(err) != NotFound {
		return err
	}
	if to == nil || to.Status != Active || to.Owner {
		return Fail(Conflict, "letter.successor_gone", "name", l.SuccessorName)
	}
	return nil
}

// letRun gives the owner notice once two people who are still at the desk have approved a letter.
func (t *tx) letRun(l *Letter) error {
	var counted int
	err := t.Raw(`SELECT count(*) FROM letter_approvals v JOIN staff f ON f.user_id = v.user_id AND f.removed_at IS NULL
		WHERE v.letter_id = ? AND v.user_id <> ?`, l.ID, l.SubmittedBy).Scan(&counted).Error
	if err != nil || counted < approvalsNeeded {
		return err
	}
	return t.giveNotice(l)
}

// giveNotice lets a letter run from now on, and tells the owner.
func (t *tx) giveNotice(l *Letter) error {
	due := t.now.Add(ObjectionFor)
	l.DueAt = &due
	if err := t.moveLetter(l, LetterRunning); err != nil {
		return err
	}
	owner, err := t.owner(l.OrganisationID)
	if err != nil {
		return err
	}
	return t.tellLetter(MailLetterRunning, l, owner.ID)
}

// RefuseLetter ends a letter that waits, for a reason of which whoever handed it in is mailed.
// Conflict for one that does not wait any more.
func (s *Store) RefuseLetter(ctx context.Context, staff access.Staff, id, reason string) (l *Letter, err error) {
	err = s.write(ctx, func(t *tx) error {
		if staff, l, err = t.deskLetter(staff, id); err != nil {
			return err
		}
		if l.State != LetterWaiting {
			return Fail(Conflict, "letter.already."+l.State)
		}
		l.Refusal, l.RefusedBy = reason, staff.Name
		if err := t.moveLetter(l, LetterRefused); err != nil {
			return err
		}
		changes := changed(nil, "letter", "", strconv.Itoa(l.Number))
		if err := t.recordLetter(Entry{Staff: staff}, l, "letter.refused", changed(changes, "letter_reason", "", reason)...); err != nil {
			return err
		}
		return t.tellSubmitter(MailLetterRefused, l)
	})
	return l, err
}

// Approval is somebody's approval of a letter. It counts while they are at the desk.
type Approval struct {
	UserID     string
	Name       string
	ApprovedAt time.Time
	Counts     bool
}

// DeskLetter is a letter as the support desk sees it.
type DeskLetter struct {
	Letter
	Organisation string     // name
	Approvals    []Approval `gorm:"-"`
}

// Counted is how many approvals count just now.
func (l DeskLetter) Counted() (n int) {
	for _, a := range l.Approvals {
		if a.Counts {
			n++
		}
	}
	return n
}

// RefusalFor tells why somebody of the desk may not approve the letter: the last part of a catalogue
// key, letter.refusal.<value>; "" when they may.
func (l DeskLetter) RefusalFor(staff access.Staff) string {
	switch {
	case l.State != LetterWaiting:
		return "over"
	case l.SubmittedBy == staff.User:
		return "own"
	}
	for _, a := range l.Approvals {
		if a.UserID == staff.User {
			return "twice"
		}
	}
	return ""
}

const deskLetterQuery = "SELECT l.*, o.name AS organisation FROM ownership_letters l JOIN organisations o ON o.id = l.organisation_id WHERE "

// MostLetters is how many letters a list of the desk shows.
const MostLetters = 200

// DeskLetters lists letters of all organisations in some states, the newest first.
func (s *Store) DeskLetters(ctx context.Context, _ access.Staff, states ...string) (list []DeskLetter, err error) {
	if err := s.read(ctx).Raw(deskLetterQuery+"l.state IN ? ORDER BY l.number DESC LIMIT ?", states, MostLetters).Scan(&list).Error; err != nil {
		return nil, err
	}
	return list, s.fillApprovals(ctx, list)
}

// DeskLetter reads one. NotFound when there is none.
func (s *Store) DeskLetter(ctx context.Context, _ access.Staff, id string) (*DeskLetter, error) {
	var list []DeskLetter
	if err := s.read(ctx).Raw(deskLetterQuery+"l.id = ?", id).Scan(&list).Error; err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, missing()
	}
	return &list[0], s.fillApprovals(ctx, list)
}

func (s *Store) fillApprovals(ctx context.Context, list []DeskLetter) (err error) {
	for i := range list {
		err = errors.Join(err, s.read(ctx).Raw(`SELECT v.user_id, u.name, v.approved_at, f.removed_at IS NULL AND f.user_id IS NOT NULL AS counts
			FROM letter_approvals v JOIN users u ON u.id = v.user_id LEFT JOIN staff f ON f.user_id = v.user_id
			WHERE v.letter_id = ? ORDER BY v.approved_at, v.user_id`, list[i].ID).Scan(&list[i].Approvals).Error)
	}
	return err
}

// LetterOrganisation is an organisation for which the desk hands a letter in.
type LetterOrganisation struct {
	ID, Name, Owner string
	Open            *Letter `gorm:"-"` // on its way already; nil when there is none
}

// LetterOrganisation reads it. NotFound when there is none.
func (s *Store) LetterOrganisation(ctx context.Context, _ access.Staff, id string) (o LetterOrganisation, err error) {
	db := s.read(ctx)
	err = db.Raw("SELECT o.id, o.name, m.name AS owner FROM organisations o JOIN memberships m ON m.organisation_id = o.id AND m.owner WHERE o.id = ?", id).Scan(&o).Error
	if err == nil && o.ID == "" {
		err = missing()
	}
	if err != nil {
		return o, err
	}
	o.Open, err = letterOf(db, "organisation_id = ? AND "+openLetter, id)
	return o, err
}

// LetterFile is what was uploaded with a letter, for the support desk alone.
func (s *Store) LetterFile(ctx context.Context, _ access.Staff, id string) (*Letter, []byte, error) {
	l, err := letterOf(s.read(ctx), "id = ?", id)
	if err != nil {
		return nil, nil, err
	}
	if l == nil {
		return nil, nil, missing()
	}
	var content []byte
	err = s.read(ctx).Raw("SELECT content FROM letter_files WHERE letter_id = ?", id).Row().Scan(&content)
	return l, content, err
}
