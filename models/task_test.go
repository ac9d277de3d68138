package models

import (
	"strings"
	"testing"

	"coulisse/access"
)

// EC11.
func TestWhoMayNotEditThemselvesAsksTheOwnerWhoIsMailed(t *testing.T) {
	s, owner := founded(t)
	ana := member(t, s, owner, "ana", onlyContacts(access.View))
	ask := ChangeRequest{Text: "My name is Ana Holt.", Details: []string{"phone", "name", "shoe"}}
	if err := s.AskChange(t.Context(), ana, ask); CodeOf(err) != Forbidden {
		t.Error("who may edit themselves asked:", err)
	}
	s.w.Exec("UPDATE organisations SET members_edit = FALSE")
	if err := s.AskChange(t.Context(), ana, ask); err != nil {
		t.Fatal(err)
	}
	var mailed string
	s.r.Raw("SELECT recipient || data FROM mails WHERE kind = ?", MailChangeAsked).Scan(&mailed)
	if !strings.HasPrefix(mailed, owner.Email) || !strings.Contains(mailed, "Ana Holt") {
		t.Error(mailed)
	}
	open, _, err := s.Tasks(t.Context(), owner)
	if err != nil || len(open) != 1 || open[0].Name != "ana" || strings.Join(open[0].Details, " ") != "name phone" {
		t.Fatalf("%+v %v", open, err)
	}
	if w, err := s.Waiting(t.Context(), owner); err != nil || w.Changes != 1 {
		t.Error(w, err)
	}
	if _, _, err := s.Tasks(t.Context(), ana); CodeOf(err) != NotFound {
		t.Error(err)
	}
	if _, err := s.FinishTask(t.Context(), ana, open[0].ID, ""); CodeOf(err) != Forbidden {
		t.Error(err)
	}
	if _, err := s.FinishTask(t.Context(), owner, open[0].ID, "It is so now."); err != nil {
		t.Fatal(err)
	}
	if _, err := s.FinishTask(t.Context(), owner, open[0].ID, ""); CodeOf(err) != Conflict {
		t.Error("done twice:", err)
	}
	mailed = ""
	s.r.Raw("SELECT recipient || data FROM mails WHERE kind = ?", MailChangeDone).Scan(&mailed)
	if !strings.HasPrefix(mailed, "ana@example.org") || !strings.Contains(mailed, "It is so now.") {
		t.Error(mailed)
	}
	var told int
	s.r.Raw("SELECT count(*) FROM history WHERE action IN ('task.asked', 'task.done') AND changes = '[]'").Scan(&told)
	if told != 2 {
		t.Error("the history tells", told)
	}
}

func TestAtMostFiveRequestsOfOnePersonWait(t *testing.T) {
	s, owner := founded(t)
	ana, bo := member(t, s, owner, "ana", onlyContacts(access.View)), member(t, s, owner, "bo", onlyContacts(access.View))
	s.w.Exec("UPDATE organisations SET members_edit = FALSE")
	for range openTasks {
		if err := s.AskChange(t.Context(), ana, ChangeRequest{Text: "Once more."}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AskChange(t.Context(), ana, ChangeRequest{Text: "Once more."}); CodeOf(err) != RateLimited {
		t.Error(err)
	}
	if err := s.AskChange(t.Context(), bo, ChangeRequest{Text: "For the first time."}); err != nil {
		t.Error(err)
	}
	if _, err := s.Remove(t.Context(), owner, ana.Membership); err != nil {
		t.Fatal(err)
	}
	if open, _, _ := s.Tasks(t.Context(), owner); len(open) != 1 {
		t.Error("requests of who was removed are left:", len(open))
	}
}
