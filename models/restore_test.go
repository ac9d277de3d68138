package models

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// restored backs a store up, closes it, and opens what a restore of the backup leaves.
func restored(t *testing.T, s *Store) (*Store, *Restored) {
	t.Helper()
	database, backup := path(t, s), filepath.Join(t.TempDir(), "backup.db")
	if _, err := WriteBackup(t.Context(), database, backup); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	done, err := Restore(t.Context(), Options{Path: database, Now: s.Now}, backup)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), Options{Path: database, Keys: s.keys, Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again, done
}

// The mail had left after the backup was made, or the session was ended, or the link to a new
// password was used: the backup does not know.
func TestWhatMayHaveHappenedSinceTheBackupDoesNotHappenTwice(t *testing.T) {
	s, owner := founded(t)
	id, err := s.Invite(t.Context(), owner, details("ana@example.org", nil), true)
	if err != nil {
		t.Fatal(err)
	}
	link := linkOf(t, s, id)
	if err := s.ForgotPassword(t.Context(), owner.Email, "192.0.2.1", 5); err != nil {
		t.Fatal(err)
	}
	if m, err := s.ClaimMail(t.Context(), time.Minute); m == nil || err != nil { // one is being sent
		t.Fatal(m, err)
	}
	s, done := restored(t, s)
	if done.Mails != 2 || done.Links != 1 || done.Sessions != 1 {
		t.Errorf("%+v", done)
	}
	later := s.Now().Add(time.Hour)
	s.Now = func() time.Time { return later }
	if m, err := s.ClaimMail(t.Context(), time.Minute); m != nil || err != nil {
		t.Error("a mail of the backup is sent:", m, err)
	}
	p, err := s.Person(t.Context(), owner, id)
	if err != nil || p.Status != Failed || p.Invitation.Failure != mailRestored {
		t.Errorf("whoever invited does not see it: %+v %v", p, err)
	}
	if _, err := s.Accept(t.Context(), link, "", Newcomer{Name: "Ana Holm", PasswordHash: "y"}); CodeOf(err) != Gone {
		t.Error("the link of an invitation that may have been taken back since works:", err)
	}
	var told int
	s.r.Raw("SELECT count(*) FROM history WHERE action = 'organisation.restored' AND organisation_id = ?", owner.Organisation).Scan(&told)
	if _, _, err := s.VerifyHistory(t.Context()); err != nil || told != 1 {
		t.Error(told, err)
	}
}

// The owner may have objected after the backup was made.
func TestAfterARestoreTheOwnerHasTheWholeTimeToObjectAgain(t *testing.T) {
	s, owner := founded(t)
	heir := member(t, s, owner, "heir", everywhere(nil))
	l, err := s.SubmitLetter(t.Context(), heir, NewLetter{Email: heir.Email, Reason: "Gone", Name: "x", Content: []byte("%PDF-1.4\n%%EOF")})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.w.Exec("UPDATE ownership_letters SET state = ?, due_at = ?", LetterRunning, s.Now().Add(time.Hour)).Error; err != nil {
		t.Fatal(err)
	}
	s, _ = restored(t, s)
	again, err := letterOf(s.r, "id = ?", l.ID)
	if err != nil || again.DueAt.Before(s.Now().Add(ObjectionFor-time.Minute)) {
		t.Errorf("%+v %v", again, err)
	}
	var told int
	s.r.Raw("SELECT count(*) FROM mails WHERE kind = ? AND recipient = ? AND state = 'queued'", MailLetterRunning, owner.Email).Scan(&told)
	if told != 1 {
		t.Errorf("the owner is told %d times", told)
	}
}

func TestAStoreWaitsWhileARestoreIsUnderWay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "coulisse.db")
	unlock, err := lockFile(file+".use", restoring)
	if err != nil {
		t.Fatal(err)
	}
	var opened atomic.Bool
	ended := make(chan error)
	go func() {
		s, err := Open(context.Background(), Options{Path: file})
		opened.Store(true)
		if err == nil {
			err = s.Close()
		}
		ended <- err
	}()
	time.Sleep(100 * time.Millisecond)
	if opened.Load() {
		t.Error("it was opened meanwhile")
	}
	unlock()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Two consoles on one database are no mistake: writes wait for one another.
func TestTwoStoresMayHaveTheSameDatabaseOpen(t *testing.T) {
	s, _ := founded(t)
	second, err := Open(t.Context(), Options{Path: path(t, s), Keys: s.keys})
	if err != nil {
		t.Fatal(err)
	}
	if there, err := second.Founded(t.Context()); !there || err != nil {
		t.Error(there, err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if unlock, err := lockFile(path(t, s)+".use", restoring); err == nil {
		unlock()
		t.Error("the first one lost its hold when the second was closed")
	}
}

func TestAFailedReplacementIsTakenBack(t *testing.T) {
	folder := t.TempDir()
	database := filepath.Join(folder, "coulisse.db")
	for _, file := range []string{database, database + "-wal"} {
		if err := os.WriteFile(file, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := replace(database, filepath.Join(folder, "absent"), time.Now()); err == nil || kept != "" {
		t.Fatal(kept, err)
	}
	for _, file := range []string{database, database + "-wal"} {
		if text, err := os.ReadFile(file); err != nil || string(text) != file {
			t.Error(string(text), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) != 2 {
		t.Error(left)
	}
}

func TestAFormerDatabaseIsNeverReplacedByALaterOne(t *testing.T) {
	folder, now := t.TempDir(), time.Now()
	database, next := filepath.Join(folder, "coulisse.db"), filepath.Join(folder, "next")
	for _, file := range []string{database, next, database + until(now)} {
		if err := os.WriteFile(file, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := replace(database, next, now); err == nil {
		t.Error("a former database was replaced")
	}
	if text, err := os.ReadFile(database + until(now)); err != nil || string(text) != database+until(now) {
		t.Error(string(text), err)
	}
}
