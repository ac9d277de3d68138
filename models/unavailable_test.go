package models

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"
)

// A change waited for ever behind a long one, also after whoever asked for it had hung up.
func TestAChangeBehindALongOneIsGivenUpWhole(t *testing.T) {
	s, owner := founded(t)
	s.patience = 100 * time.Millisecond
	entered, leave, left := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		left <- s.writeWithin(t.Context(), time.Hour, func(*tx) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	_, err := s.CreateEvent(context.WithoutCancel(t.Context()), owner, EventDetails{Name: "Tartuffe", BeginsAt: s.Now(), EndsAt: s.Now().Add(time.Hour)})
	var busy *Error
	if !errors.As(err, &busy) || busy.Code != Busy || busy.After == 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the change behind it ended with %v", err)
	}
	close(leave)
	if err := <-left; err != nil {
		t.Error(err)
	}
	s.patience = patience
	if list, err := s.Events(t.Context(), owner, EventFilter{}); err != nil || list.Total != 0 {
		t.Error(list, err)
	}
	if _, err := s.CreateEvent(t.Context(), owner, EventDetails{Name: "Tartuffe", BeginsAt: s.Now(), EndsAt: s.Now().Add(time.Hour)}); err != nil {
		t.Error("after it nothing can be changed:", err)
	}
}

// A change that itself takes too long leaves nothing.
func TestAChangeThatTakesTooLongLeavesNothing(t *testing.T) {
	s, _ := founded(t)
	s.patience = 100 * time.Millisecond
	err := s.write(t.Context(), func(t *tx) error {
		if err := t.Exec("INSERT INTO attempts (kind, key, failures, since) VALUES ('slow', 'x', 1, ?)", t.now).Error; err != nil {
			return err
		}
		return t.Exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) UPDATE attempts SET failures = (SELECT count(*) FROM n)").Error
	})
	if CodeOf(err) != Busy {
		t.Error(err)
	}
	var kept int
	if err := s.r.Raw("SELECT count(*) FROM attempts WHERE kind = 'slow'").Scan(&kept).Error; err != nil || kept != 0 {
		t.Error(kept, err)
	}
}

func TestErrorsOfTheDatabaseKeepTheirMeaning(t *testing.T) {
	if CodeOf(AsError(gorm.ErrRecordNotFound)) != NotFound {
		t.Error("a row that is not there is no NotFound")
	}
	broken := errors.New("disk I/O error")
	if AsError(broken) != broken || AsError(nil) != nil {
		t.Error("an error of the database became something else")
	}
}
