package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coulisse/access"
)

// sending is the context of a request with an attempt that says what was entered.
func sending(t *testing.T, secret, entered string) (context.Context, *Attempt) {
	a := NewAttempt("user", "/account/tokens", secret)
	a.Entered(entered)
	return WithAttempt(t.Context(), a), a
}

// A double click made two tokens, and so did two requests at once.
func TestTheSameFormSentManyTimesAtOnceMakesOneThing(t *testing.T) {
	s, owner := founded(t)
	event, full, till, seller := opened(t, s, owner)
	for name, c := range map[string]struct {
		table string
		do    func(context.Context) error
	}{
		"a token": {"api_tokens", func(ctx context.Context) error {
			_, _, err := s.CreateAPIToken(ctx, owner, NewAPIToken{Name: "x", Scope: access.Scope{All: true}})
			return err
		}},
		"an event": {"events", func(ctx context.Context) error {
			_, err := s.CreateEvent(ctx, owner, play(s, "Tartuffe", "Store Sal"))
			return err
		}},
		"a sale at the door": {"tickets", func(ctx context.Context) error {
			_, err := s.SellAtDoor(ctx, seller, event, Sale{Till: till, Payment: PaidCash, Lines: []Line{{full, 1}}})
			return err
		}},
	} {
		var before, after int
		s.r.Raw("SELECT count(*) FROM " + c.table).Scan(&before)
		var made, repeated atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				ctx, _ := sending(t, "secret of "+name, "as it is")
				switch err := c.do(ctx); {
				case err == nil:
					made.Add(1)
				case errors.Is(err, ErrSubmitted):
					repeated.Add(1)
				default:
					t.Error(name, err)
				}
			})
		}
		all.Wait()
		s.r.Raw("SELECT count(*) FROM " + c.table).Scan(&after)
		if after != before+1 || made.Load() != 1 || repeated.Load() != 19 {
			t.Errorf("%s: %d made, %d requests were told so, %d that it was there", name, after-before, made.Load(), repeated.Load())
		}
	}
	ctx, _ := sending(t, "secret of an event", "something else")
	if _, err := s.CreateEvent(ctx, owner, play(s, "Dom Juan", "Store Sal")); CodeOf(err) != Invalid {
		t.Error("other entries under the same attempt:", err)
	}
}

func TestAFormThatCameToNothingMayBeSentAgain(t *testing.T) {
	s, owner := founded(t)
	for i, name := range []string{"Superuser", "Guide"} {
		ctx, a := sending(t, "secret", fmt.Sprint(i))
		_, err := s.CreateRole(ctx, owner, RoleDetails{Name: name})
		if (err == nil) != (name == "Guide") {
			t.Error(name, err)
		}
		if _, sent, err := s.Answered(t.Context(), a); sent || err != nil {
			t.Error("the request waits for itself", err)
		}
	}
}

// The answer may hold a token: a copy of the database shows none, nor what was entered.
func TestAnAnswerIsReadWithItsAttemptAlone(t *testing.T) {
	s, owner := founded(t)
	ctx, first := sending(t, "the secret of the page", "name=Web+shop")
	_, token, err := s.CreateAPIToken(ctx, owner, NewAPIToken{Name: "Web shop", Scope: access.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	_, again := sending(t, "the secret of the page", "name=Web+shop")
	if answer, sent, err := s.Answered(t.Context(), again); answer != nil || !sent || err != nil {
		t.Error("while it is being made:", answer, sent, err)
	}
	if err := s.KeepAnswer(t.Context(), first, Answer{Status: 200, Type: "text/html", Body: []byte(token), Flash: "made"}); err != nil {
		t.Fatal(err)
	}
	answer, sent, err := s.Answered(t.Context(), again)
	if err != nil || !sent || string(answer.Body) != token || answer.Status != 200 || answer.Flash != "made" {
		t.Errorf("%+v %v %v", answer, sent, err)
	}
	for name, other := range map[string]*Attempt{"another person": NewAttempt("other", "/account/tokens", "the secret of the page"),
		"another address": NewAttempt("user", "/roles", "the secret of the page"), "another page": NewAttempt("user", "/account/tokens", "x")} {
		if answer, sent, err := s.Answered(t.Context(), other); answer != nil || sent || err != nil {
			t.Error(name, answer, sent, err)
		}
	}
	var rows []map[string]any
	s.r.Raw("SELECT * FROM submissions").Scan(&rows)
	if text := fmt.Sprintf("%s", rows); len(rows) != 1 || strings.Contains(text, token[9:]) || strings.Contains(text, "Web") || strings.Contains(text, HashToken("name=Web+shop")) {
		t.Error("the table tells", text)
	}
	later := s.Now().Add(bodyLife + time.Second)
	s.Now = func() time.Time { return later }
	if answer, _, err := s.Answered(t.Context(), again); answer != nil || CodeOf(err) != Conflict {
		t.Error("a token is shown again for long:", answer, err)
	}
	later = later.Add(submissionLife)
	if err := s.SweepSessions(t.Context(), anHour); err != nil {
		t.Fatal(err)
	}
	if _, sent, err := s.Answered(t.Context(), again); sent || err != nil {
		t.Error("it is kept for good", err)
	}
}

// The process died between the change and its answer.
func TestAnAnswerThatNeverComesIsNotWaitedForForEver(t *testing.T) {
	s, owner := founded(t)
	ctx, _ := sending(t, "secret", "x")
	if _, err := s.CreateRole(ctx, owner, RoleDetails{Name: "Guide"}); err != nil {
		t.Fatal(err)
	}
	later := s.Now().Add(answerWait + time.Second)
	s.Now = func() time.Time { return later }
	_, again := sending(t, "secret", "x")
	if _, sent, err := s.Answered(t.Context(), again); !sent || CodeOf(err) != Conflict {
		t.Error(sent, err)
	}
}
