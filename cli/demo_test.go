package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coulisse/models"
)

// runIn runs a command on data in a folder, and returns what it printed.
func runIn(t *testing.T, dir, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = Run(t.Context(), args, []string{"COULISSE_DATA_DIR=" + dir}, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

func TestTheDemonstrationHasPeopleInEveryStatusAndAWholeHistory(t *testing.T) {
	dir := t.TempDir()
	if code, out, err := runIn(t, dir, "", "demo"); code != 0 || !strings.Contains(out, "signe.overgaard@nordlys.example") {
		t.Fatal(code, out, err)
	}
	s, err := models.Open(t.Context(), models.Options{Path: filepath.Join(dir, "coulisse.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := demo{ctx: t.Context(), store: s}
	u, err := s.BeginSignIn(t.Context(), address(demoOwner), "192.0.2.1", models.Lockout{Account: 10, Address: 50, For: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if d.owner, err = d.signIn(u); err != nil {
		t.Fatal(err)
	}
	people, err := d.everybody()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[models.Status]int{}
	for _, p := range people {
		seen[p.Status]++
	}
	for _, status := range models.Statuses() {
		if seen[status] == 0 {
			t.Errorf("nobody is %s", status)
		}
	}
	if len(people) < 40 {
		t.Errorf("only %d people", len(people))
	}
	if _, _, err := s.VerifyHistory(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTheDemonstrationLeavesAUsedDatabaseAlone(t *testing.T) {
	dir := t.TempDir()
	args := []string{"init", "--organisation", "Nordlys", "--name", "Signe Holm", "--email", "signe@nordlys.example", "--password-file", "-"}
	if code, _, err := runIn(t, dir, "seven quiet lanterns\n", args...); code != 0 {
		t.Fatal(err)
	}
	if code, _, err := runIn(t, dir, "", "demo"); code != 1 || !strings.Contains(err, "empty database") {
		t.Error(code, err)
	}
	if code, _, err := runIn(t, dir, "seven quiet lanterns\n", args...); code != 1 || !strings.Contains(err, "already") {
		t.Error("a second organisation was founded:", code, err)
	}
}

func TestInitAsksForWhatIsMissingAndRefusesAWeakPassword(t *testing.T) {
	dir := t.TempDir()
	if code, _, err := runIn(t, dir, "", "init", "--organisation", "Nordlys"); code != 2 || strings.Count(err, "\n") != 1 {
		t.Error(code, err)
	}
	code, _, err := runIn(t, dir, "password1234\n", "init", "--organisation", "N", "--name", "S", "--email", "s@n.example", "--password-file", "-")
	if code != 1 || !strings.Contains(err, "password") {
		t.Error(code, err)
	}
}
