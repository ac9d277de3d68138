package models

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func testStore(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "data", "coulisse.db"), KeysFile: filepath.Join(t.TempDir(), "keys")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestReadersCannotWrite(t *testing.T) {
	s := testStore(t)
	if err := s.r.Exec("DELETE FROM users").Error; err == nil {
		t.Fatal("a reader's connection deleted rows")
	}
}

func TestEightWritersAtOnceLoseNothing(t *testing.T) {
	s := testStore(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 25 {
				if err := s.write(context.Background(), func(x *tx) error { return x.record(Entry{Action: "test"}) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var n int
	s.r.Raw("SELECT count(*) FROM history").Scan(&n)
	if n != 200 {
		t.Fatalf("%d entries of 200", n)
	}
}

func TestManyStartsAtOnceMigrateOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "coulisse.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(context.Background(), Options{Path: path})
			if err != nil {
				t.Error(err)
				return
			}
			_ = s.Close()
		})
	}
	wg.Wait()
}

func TestADatabaseOfALaterVersionIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "coulisse.db")
	s, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.w.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, TRUE)", newestSchema()+1).Error; err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), Options{Path: path}); err == nil || !strings.Contains(err.Error(), "later version") {
		t.Fatal(s, err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Error("it was written to", err)
	}
}

func TestTheFileEndsWithoutALogBesideIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd ?#% name.db")
	s, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), func(x *tx) error { return x.record(Entry{Action: "test"}) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !os.IsNotExist(err) {
		t.Fatal("a write-ahead log is left beside the database")
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}

func TestHistoryRefusesChangeAndRemoval(t *testing.T) {
	s := testStore(t)
	if err := s.write(t.Context(), func(x *tx) error { return x.record(Entry{Action: "test"}) }); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"UPDATE history SET action = 'other'", "DELETE FROM history", "REPLACE INTO history (seq, at, action, previous, hash) VALUES (1, '', 'x', '', '')"} {
		if err := s.w.Exec(statement).Error; err == nil {
			t.Errorf("accepted: %s", statement)
		}
	}
}

func TestKeysFileIsPrivateAndStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "keys")
	first, err := createKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	token, err := again.unsealed(first.sealed("token", "row"), "row")
	if err != nil || token != "token" {
		t.Fatal(token, err)
	}
	if _, err := again.unsealed(first.sealed("token", "row"), "another row"); err == nil {
		t.Fatal("a secret opened for another row")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
}
