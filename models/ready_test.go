package models

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// unprobed is a store that looks anew each time it is asked whether it is ready.
func unprobed(t *testing.T) *Store {
	t.Helper()
	s := testStore(t)
	s.probe.lasts = 0
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAFullDatabaseSaysSoAndIsReadyOnceThereIsRoom(t *testing.T) {
	s := unprobed(t)
	for _, statement := range []string{"CREATE TABLE filler (x TEXT)", "PRAGMA max_page_count = 1"} {
		if err := s.w.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	var err error
	for err == nil { // until no page is left
		err = s.w.Exec("INSERT INTO filler VALUES (hex(randomblob(4000)))").Error
	}
	if Trouble(err) != "the disk of the database is full" || Unavailable(err) == nil || Unavailable(err).After != 30 {
		t.Fatal(err)
	}
	if err := s.w.Exec("DELETE FROM write_probes").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.w.Exec("PRAGMA max_page_count = 1000000").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error("there is room again:", err)
	}
}

func TestADatabaseThatSomebodyElseHoldsIsNotReadyWithinSeconds(t *testing.T) {
	s := unprobed(t)
	other, err := sql.Open("sqlite3", "file:"+s.path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	hold, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err == nil || Trouble(err) != "another process has locked the database" || Unavailable(err).After != 2 {
		t.Error(err)
	}
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	var wait int
	if s.w.Raw("PRAGMA busy_timeout").Scan(&wait); wait != busyTimeout {
		t.Error("changes wait for others so long now:", wait)
	}
}

// An import of 50,000 orders is at work: that is no reason to send people elsewhere.
func TestAWriterAtWorkIsReady(t *testing.T) {
	s := unprobed(t)
	begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- s.write(t.Context(), func(*tx) error { close(begun); <-end; return nil })
	}()
	<-begun
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	close(end)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWhetherItIsReadyIsLookedAtOnceInAWhile(t *testing.T) {
	s := unprobed(t)
	s.probe.lasts = time.Hour
	if err := s.w.Exec("DROP TABLE write_probes").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error("it looked again:", err)
	}
	s.probe.lasts = 0
	if err := s.Ready(t.Context()); err == nil {
		t.Error("it never looks again")
	}
}

// A long reader made the write-ahead log grow to 178 MB, and it stayed until the console was stopped.
func TestTheLogOfTheDatabaseIsSmallAgainAfterALongReader(t *testing.T) {
	s := testStore(t)
	reader, err := s.r.DB()
	if err != nil {
		t.Fatal(err)
	}
	long, err := reader.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := long.QueryRow("SELECT count(*) FROM history").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := s.w.Exec("CREATE TABLE filler (x TEXT)").Error; err != nil {
		t.Fatal(err)
	}
	for range 40 {
		if err := s.w.Exec("INSERT INTO filler VALUES (hex(zeroblob(200000)))").Error; err != nil {
			t.Fatal(err)
		}
	}
	if s.logSize() < 2*logKept {
		t.Fatal("the log did not grow:", s.logSize())
	}
	if err := s.Tidy(t.Context()); err != nil {
		t.Error("while somebody reads:", err)
	}
	if err := long.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Tidy(t.Context()); err != nil || s.logSize() > logKept {
		t.Error(s.logSize(), err)
	}
	var size int
	if s.w.Raw("PRAGMA journal_size_limit").Scan(&size); size != logKept {
		t.Error("the log may stay as large as", size)
	}
}

func TestAFileThatOthersCouldReadIsToldWhereItCannotBeHelped(t *testing.T) {
	path := t.TempDir() + "/coulisse.db"
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if open := fmt.Sprint(Exposed(path)); !strings.Contains(open, path) {
		t.Error(open)
	}
}
