package models

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gorm.io/gorm"

	"coulisse/access"
)

// Letter is a letter signed by an owner who is gone, which names a successor (EC9). Its file lies
// apart and leaves the console only as a download of the support desk.
type Letter struct {
	ID             string
	Number         int // what the desk calls it
	OrganisationID string
	OwnerName      string // as the letter came
	OwnerEmail     string
	SuccessorID    string // membership
	SuccessorName  string
	SuccessorEmail string
	SubmittedBy    string // user
	SubmitterName  string
	BySupport      bool
	Reason         string
	FileName       string // for display alone
	Media          string // type of what is in it, whatever it is called
	Size           int    // bytes
	State          string
	Refusal        string
	RefusedBy      string
	DueAt          *time.Time // when it happens, once two people have approved it
	CreatedAt      time.Time
	ChangedAt      time.Time
}

// TableName is where letters are kept.
func (Letter) TableName() string { return "ownership_letters" }

// States of a letter. One that waits or runs is open; an organisation has one of those at most.
const (
	LetterWaiting  = "waiting"  // for two people of the support desk
	LetterRunning  = "running"  // the owner may object
	LetterDone     = "done"     // the successor owns the organisation
	LetterRefused  = "refused"  // by the support desk
	LetterObjected = "objected" // by the owner
	LetterFailed   = "failed"   // the successor was not an active member when it was due
	LetterMoot     = "moot"     // the ownership has changed otherwise
)

// LetterStates lists them in the order of their lives.
func LetterStates() []string {
	return []string{LetterWaiting, LetterRunning, LetterDone, LetterRefused, LetterObjected, LetterFailed, LetterMoot}
}

const (
	openLetter    = "state IN ('waiting', 'running')"
	maxLetterName = 100 // characters
)

// NewLetter is a letter as it was sent.
type NewLetter struct {
	Email   string // of the successor
	Reason  string
	Name    string // of the file
	Content []byte
}

// SubmitLetter hands a letter in for the actor's organisation. Invalid at file for what is no
// letter, at email for nobody who could own it; Conflict while another one is open, and for the
// owner, who hands over in the console.
func (s *Store) SubmitLetter(ctx context.Context, a access.Actor, n NewLetter) (*Letter, error) {
	return s.submitLetter(ctx, n, func(t *tx) (*Letter, Entry, error) {
		a, err := t.fresh(a)
		if err == nil && a.Owner {
			err = Fail(Conflict, "letter.of_owner")
		}
		return &Letter{OrganisationID: a.Organisation, SubmittedBy: a.User, SubmitterName: a.Name}, Entry{Actor: a}, err
	}, a.Can(access.Users, access.View))
}

func (s *Store) submitLetter(ctx context.Context, n NewLetter, by func(*tx) (*Letter, Entry, error), detail bool) (l *Letter, err error) {
	media, err := ReadLetter(n.Content)
	if err != nil {
		return nil, err
	}
	err = s.create(ctx, func(t *tx) error {
		var entry Entry
		if l, entry, err = by(t); err != nil {
			return err
		}
		if err := t.fillLetter(l, n, media, detail); err != nil {
			return err
		}
		if err := errors.Join(t.Create(l).Error, t.Exec("INSERT INTO letter_files (letter_id, content) VALUES (?, ?)", l.ID, n.Content).Error); err != nil {
			return err
		}
		changes := changed(nil, "letter", "", strconv.Itoa(l.Number))
		changes = changed(changes, "letter_reason", "", l.Reason)
		return t.recordLetter(entry, l, "letter.submitted", changes...)
	})
	return l, err
}

// fillLetter adds what the console knows about a new letter.
func (t *tx) fillLetter(l *Letter, n NewLetter, media string, detail bool) error {
	open, err := letterOf(t.DB, "organisation_id = ? AND "+openLetter, l.OrganisationID)
	if err != nil {
		return err
	}
	if open != nil {
		return Fail(Conflict, "letter.open_already")
	}
	to, err := t.successor(l.OrganisationID, n.Email, detail)
	if err != nil {
		return err
	}
	owner, err := t.owner(l.OrganisationID)
	if err != nil {
		return err
	}
	l.ID, l.State, l.CreatedAt, l.ChangedAt = NewID(), LetterWaiting, t.now, t.now
	l.OwnerName, l.OwnerEmail = owner.Name, owner.Email
	l.SuccessorID, l.SuccessorName, l.SuccessorEmail = to.ID, to.Name, to.Email
	l.Reason, l.FileName, l.Media, l.Size = n.Reason, letterName(n.Name), media, len(n.Content)
	return t.Raw("SELECT coalesce(max(number), 0) + 1 FROM ownership_letters").Scan(&l.Number).Error
}

// letterName is the name of a file as it can be shown: the last part of a path, on one line, and
// without the characters that turn the direction of what follows.
func letterName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	return firstOf(cut(strings.Trim(name, " ."), maxLetterName), "letter")
}

// letterOf finds a letter by a condition; nil when there is none.
func letterOf(db *gorm.DB, condition string, args ...any) (*Letter, error) {
	var l Letter
	if err := db.Raw("SELECT * FROM ownership_letters WHERE "+condition+" ORDER BY number DESC LIMIT 1", args...).Scan(&l).Error; err != nil || l.ID == "" {
		return nil, err
	}
	return &l, nil
}

// recordLetter tells the history of the letter's organisation; who did it stands in the entry.
func (t *tx) recordLetter(e Entry, l *Letter, action string, changes ...Change) error {
	e.Organisation, e.Action, e.Kind, e.Target, e.Name, e.Changes = l.OrganisationID, action, TargetMembership, l.SuccessorID, l.SuccessorName, changes
	return t.record(e)
}

// OwnLetters are a member's view of letters: whether one is open, and the last one that they handed
// in themselves.
type OwnLetters struct {
	Open bool
	Own  *Letter
}

// OwnLetters reads it.
func (s *Store) OwnLetters(ctx context.Context, a access.Actor) (o OwnLetters, err error) {
	db := s.read(ctx)
	open, err := letterOf(db, "organisation_id = ? AND "+openLetter, a.Organisation)
	if err != nil {
		return o, err
	}
	o.Open = open != nil
	o.Own, err = letterOf(db, "organisation_id = ? AND submitted_by = ? AND NOT by_support", a.Organisation, a.User)
	return o, err
}

// moveLetter brings a letter from one of its open states to another.
func (t *tx) moveLetter(l *Letter, to string) error {
	from := l.State
	l.State = to
	moved := t.Exec("UPDATE ownership_letters SET state = ?, due_at = ?, refusal = ?, refused_by = ?, changed_at = ? WHERE id = ? AND state = ?",
		to, l.DueAt, l.Refusal, l.RefusedBy, t.now, l.ID, from)
	return one(moved, Fail(Conflict, "letter.changed_meanwhile"))
}

// endLetters ends the open letter of an organisation whose ownership has changed otherwise; whoever
// handed it in is mailed.
func (t *tx) endLetters(a access.Actor, organisation string) error {
	l, err := letterOf(t.DB, "organisation_id = ? AND "+openLetter, organisation)
	if err != nil || l == nil {
		return err
	}
	if err := t.moveLetter(l, LetterMoot); err != nil {
		return err
	}
	if err := t.recordLetter(Entry{Actor: a}, l, "letter.moot", changed(nil, "letter", "", strconv.Itoa(l.Number))...); err != nil {
		return err
	}
	return t.tellSubmitter(MailLetterMoot, l)
}

// ObjectToLetter ends the letter of which the owner has been told; the successor and whoever handed
// it in are mailed. Conflict when none is running any more.
func (s *Store) ObjectToLetter(ctx context.Context, a access.Actor) (l *Letter, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.freshOwner(a)
		if err != nil {
			return err
		}
		if l, err = letterOf(t.DB, "organisation_id = ? AND state = ?", a.Organisation, LetterRunning); err != nil {
			return err
		}
		if l == nil {
			return Fail(Conflict, "letter.none_running")
		}
		if err := t.moveLetter(l, LetterObjected); err != nil {
			return err
		}
		if err := t.recordLetter(Entry{Actor: a}, l, "letter.objected", changed(nil, "letter", "", strconv.Itoa(l.Number))...); err != nil {
			return err
		}
		return errors.Join(t.tellSubmitter(MailLetterObjected, l), t.tellSuccessor(MailLetterObjected, l))
	})
	return l, err
}
