package models

import (
	"context"
	"errors"
	"strconv"

	"coulisse/access"
)

// WorkOnOwnership does the piece that has been due the longest, and tells whether there was one: a
// letter to which nobody has objected in time, or an offer that nobody has answered.
func (s *Store) WorkOnOwnership(ctx context.Context) (found bool, err error) {
	letter, err := letterOf(s.read(ctx), "state = ? AND due_at <= ?", LetterRunning, s.Now())
	if err != nil {
		return false, err
	}
	if letter != nil {
		return true, s.write(ctx, func(t *tx) error { return t.letterDue(letter.ID) })
	}
	offer, err := transfer(s.read(ctx), "state = ? AND expires_at <= ?", TransferOffered, s.Now())
	if err != nil || offer == nil {
		return false, err
	}
	return true, s.write(ctx, func(t *tx) error { return t.offerDue(offer.ID) })
}

// offerDue ends an offer that has run out, unless somebody was faster.
func (t *tx) offerDue(id string) error {
	x, err := transfer(t.DB, "id = ? AND state = ? AND expires_at <= ?", id, TransferOffered, t.now)
	if err != nil || x == nil {
		return err
	}
	return t.lapse(x)
}

// letterDue makes the successor of a letter the owner, or fails it when they are not an active
// member who has accepted. It happens once: what is read is read inside the transaction, and what
// is no longer running is left alone.
func (t *tx) letterDue(id string) error {
	l, err := letterOf(t.DB, "id = ? AND state = ? AND due_at <= ?", id, LetterRunning, t.now)
	if err != nil || l == nil {
		return err
	}
	to, err := t.store.person(t.DB, l.OrganisationID, l.SuccessorID)
	if err != nil && CodeOf(err) != NotFound {
		return err
	}
	from, broken := t.owner(l.OrganisationID)
	if broken != nil {
		return broken
	}
	if to == nil || to.Status != Active {
		return t.failLetter(l, from)
	}
	return t.fulfilLetter(l, from, to)
}

// failLetter ends a letter whose successor cannot own anything.
func (t *tx) failLetter(l *Letter, owner *Person) error {
	if err := t.moveLetter(l, LetterFailed); err != nil {
		return err
	}
	if err := t.recordLetter(Entry{}, l, "letter.failed", changed(nil, "letter", "", strconv.Itoa(l.Number))...); err != nil {
		return err
	}
	return errors.Join(t.tellSubmitter(MailLetterFailed, l), t.tellLetter(MailLetterFailed, l, owner.ID))
}

// fulfilLetter moves the ownership; an offer that is open has lost its owner.
func (t *tx) fulfilLetter(l *Letter, from, to *Person) error {
	if err := t.moveLetter(l, LetterDone); err != nil {
		return err
	}
	if err := t.makeOwner(access.Actor{}, from, to, formerOwner(from)); err != nil {
		return err
	}
	if err := t.endOffers(l.OrganisationID); err != nil {
		return err
	}
	changes := append(changed(nil, "letter", "", strconv.Itoa(l.Number)), ownerChanges(from.Name, to.Name, to.Grant, everything())...)
	if err := t.recordLetter(Entry{Actor: access.Actor{Organisation: l.OrganisationID}}, l, "letter.done", changes...); err != nil {
		return err
	}
	return errors.Join(t.tellSubmitter(MailLetterDone, l), t.tellLetter(MailLetterDone, l, from.ID), t.tellLetter(MailLetterDone, l, to.ID))
}
