package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Submission is a form that made something, as it is kept: see Attempt.
type Submission struct {
	Key         string `gorm:"primaryKey"`
	Claim       string
	Fingerprint string
	Answer      []byte // sealed; nil until it is given
	CreatedAt   time.Time
}

// Attempt is one sending of a form that makes something. Its secret was made with the page and comes
// with each press of its button, so that a double click, or a browser that sends once more, makes one
// thing and gets one answer. The database holds nothing that opens without the secret.
type Attempt struct {
	key, claim string
	secret     []byte
	print      string
	claimed    bool
}

// NewAttempt is that of a user at an address, who sent the secret.
func NewAttempt(user, address, secret string) *Attempt {
	a := &Attempt{claim: NewID(), secret: []byte(secret)}
	a.key = a.keyed("key\x00" + user + "\x00" + address)
	return a
}

// Entered says what was entered besides the secret.
func (a *Attempt) Entered(text string) { a.print = a.keyed("entered\x00" + text) }

// Claimed tells whether this request has made what the form makes.
func (a *Attempt) Claimed() bool { return a.claimed }

func (a *Attempt) keyed(text string) string {
	h := hmac.New(sha256.New, a.secret)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

type attemptKey struct{}

// WithAttempt has the changes of a context that make something be made once for the attempt.
func WithAttempt(ctx context.Context, a *Attempt) context.Context {
	return context.WithValue(ctx, attemptKey{}, a)
}

// AttemptOf is the attempt of a context; nil for none.
func AttemptOf(ctx context.Context) *Attempt {
	a, _ := ctx.Value(attemptKey{}).(*Attempt)
	return a
}

// ErrSubmitted tells that another request has made what this one was to make: its answer is the one
// to give.
var ErrSubmitted = errors.New("this form was sent before")

// create runs a transaction that makes something new: at most once for an attempt.
func (s *Store) create(ctx context.Context, change func(*tx) error) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.once(); err != nil {
			return err
		}
		return change(t)
	})
}

// once claims the attempt of the request, if it has one: the claim stands or falls with what is made.
// ErrSubmitted when the same form was sent before; Invalid when it was sent before with other entries.
func (t *tx) once() error {
	a := AttemptOf(t.ctx)
	if a == nil {
		return nil
	}
	claim := Submission{Key: a.key, Claim: a.claim, Fingerprint: a.print, CreatedAt: t.now}
	first := t.Clauses(clause.OnConflict{DoNothing: true}).Create(&claim)
	if first.Error != nil {
		return first.Error
	}
	if a.claimed = first.RowsAffected == 1; a.claimed {
		return nil
	}
	var before Submission
	if err := t.Where("key = ?", a.key).Take(&before).Error; err != nil {
		return err
	}
	switch {
	case before.Claim == a.claim:
		return nil
	case before.Fingerprint != a.print:
		return Fault("", "form.sent_before")
	}
	return ErrSubmitted
}

// Answer is what a form that made something was answered with.
type Answer struct {
	Status   int
	Location string
	Type     string // of the body
	Body     []byte
	Flash    string
}

// Bounds of an answer that is kept.
const (
	submissionLife = 24 * time.Hour
	answerWait     = 30 * time.Second // after which an answer that is missing does not come any more
	bodyLife       = 10 * time.Minute // of an answer with a body, which may hold a secret
	bodyMost       = 256 << 10        // bytes
)

// Answered is the answer to the same form sent before: nil, false when there was none, or with other
// entries; nil, true while it is being made. Conflict when its answer is lost, or is not to be shown
// again.
func (s *Store) Answered(ctx context.Context, a *Attempt) (answer *Answer, sent bool, err error) {
	var before Submission
	err = s.read(ctx).Where("key = ? AND claim <> ?", a.key, a.claim).Take(&before).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound) || err == nil && a.print != "" && before.Fingerprint != a.print:
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case before.Answer == nil && s.Now().Sub(before.CreatedAt) < answerWait:
		return nil, true, nil
	case before.Answer == nil:
		return nil, true, Fail(Conflict, "form.sent_unanswered")
	}
	answer = &Answer{}
	if err := a.open(before.Answer, answer); err != nil {
		return nil, true, err
	}
	if answer.Location == "" && s.Now().Sub(before.CreatedAt) > bodyLife {
		return nil, true, Fail(Conflict, "form.sent_unanswered")
	}
	return answer, true, nil
}

// KeepAnswer keeps what the request that made something is answered with.
func (s *Store) KeepAnswer(ctx context.Context, a *Attempt, answer Answer) error {
	if answer.Location == "" && len(answer.Body) > bodyMost {
		return nil
	}
	sealed, err := a.seal(answer)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		return t.Model(&Submission{}).Where("key = ? AND claim = ?", a.key, a.claim).Update("answer", sealed).Error
	})
}
