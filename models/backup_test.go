package models

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// path is where a store has its database.
func path(t *testing.T, s *Store) (file string) {
	t.Helper()
	if err := s.r.Raw("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file).Error; err != nil {
		t.Fatal(err)
	}
	return file
}

func TestBackupsWhileOthersWriteAreEachWholeAndOfOneMoment(t *testing.T) {
	s := written(t)
	ctx, stop := context.WithCancel(context.Background())
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for ctx.Err() == nil { // a change and its mail, together or not at all
				err := s.write(context.Background(), func(x *tx) error {
					if err := x.record(Entry{Action: "test"}); err != nil {
						return err
					}
					return x.enqueue(Mail{Kind: MailTest, To: "ana@example.org", Locale: "en"})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	last := 5
	for n := range 10 {
		file := filepath.Join(t.TempDir(), fmt.Sprint(n))
		made, err := WriteBackup(t.Context(), path(t, s), file)
		if err != nil {
			t.Fatal(err)
		}
		if made.Entries < last {
			t.Errorf("a later backup has %d entries, one before it %d", made.Entries, last)
		}
		last = made.Entries
		if found, err := inspect(t.Context(), file); err != nil || *found != *made {
			t.Error("the named file is not what was told:", found, made, err)
		}
		if mails := mailsIn(t, file); mails != made.Entries-5 {
			t.Errorf("%d mails beside %d entries", mails, made.Entries)
		}
	}
	stop()
	writers.Wait()
	if n, _, err := s.VerifyHistory(t.Context()); err != nil || n < last || last == 5 {
		t.Error(n, last, err)
	}
}

func mailsIn(t *testing.T, file string) (n int) {
	t.Helper()
	db, err := pool(file, "mode=ro&immutable=1", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT count(*) FROM mails").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// After a power cut the last changes are in the write-ahead log alone.
func TestABackupHasWhatIsInTheWriteAheadLogAlone(t *testing.T) {
	s := written(t)
	folder := t.TempDir()
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path(t, s) + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "coulisse.db"+suffix), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made, err := WriteBackup(t.Context(), filepath.Join(folder, "coulisse.db"), filepath.Join(folder, "backup.db"))
	if err != nil || made.Entries != 5 {
		t.Fatal(made, err)
	}
}

// Two timetables meet: the second backup was looked for before the first had its name.
func TestOfBackupsUnderOneNameAtOnceOneIsKept(t *testing.T) {
	s := written(t)
	target := filepath.Join(t.TempDir(), "backup.db")
	var wg sync.WaitGroup
	made := make(chan error, 8)
	for range 8 {
		wg.Go(func() {
			_, err := WriteBackup(context.Background(), path(t, s), target)
			made <- err
		})
	}
	wg.Wait()
	close(made)
	kept := 0
	for err := range made {
		if err == nil {
			kept++
		} else if err.Error() != nameTaken(target).Error() {
			t.Error(err)
		}
	}
	if kept != 1 {
		t.Errorf("%d backups took the same name", kept)
	}
}

func TestAnInterruptedBackupLeavesNothing(t *testing.T) {
	s := written(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	folder := t.TempDir()
	if _, err := WriteBackup(ctx, path(t, s), filepath.Join(folder, "backup.db")); err == nil {
		t.Fatal("it was made")
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) > 0 {
		t.Error("left behind:", left)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Error("left behind:", left)
	}
}

// What was wiped must not live on in the free pages of a copy.
func TestABackupHoldsNothingThatWasDeleted(t *testing.T) {
	s := testStore(t)
	err := s.write(t.Context(), func(x *tx) error {
		for range 200 {
			if err := x.enqueue(Mail{Kind: MailTest, To: "secret.recipient@example.org", Locale: "en"}); err != nil {
				return err
			}
		}
		return x.Exec("DELETE FROM mails").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.db")
	if _, err := WriteBackup(t.Context(), path(t, s), file); err != nil {
		t.Fatal(err)
	}
	if contains(t, file, "secret.recipient") {
		t.Error("a deleted address is in the backup")
	}
}

func contains(t *testing.T, file, text string) bool {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(content, []byte(text))
}
