package cli

import (
	"strings"
	"testing"

	"coulisse/testkit"
)

func TestStaffIsAddedListedAndRemovedAtTheCommandLine(t *testing.T) {
	installed(t)
	if got := runHere(t, nil, "staff", "list"); got.code != succeeded || !strings.Contains(got.stdout, "Nobody") {
		t.Errorf("%+v", got)
	}
	for _, args := range [][]string{{"--name", "Sofie Desk", "--email", "sofie@desk.example", "--lead"}, {"--name", "Sten Desk", "--email", "sten@desk.example"}} {
		if got := runHere(t, nil, append([]string{"staff", "add"}, args...)...); got.code != succeeded || !strings.Contains(got.stdout, args[1]+" <"+args[3]+"> belongs to the support desk") || !strings.Contains(got.stdout, "7 days") {
			t.Fatalf("%+v", got)
		}
	}
	if n := testkit.Ask(t, "data/coulisse.db", "SELECT count(*) FROM mails WHERE kind = 'staff_added' AND token_hash <> ''"); n != "2" {
		t.Error(n, "mails with a link wait")
	}
	got := runHere(t, nil, "staff", "list")
	if lines := strings.Split(strings.TrimSpace(got.stdout), "\n"); len(lines) != 2 || !strings.Contains(lines[0], "sofie@desk.example   Sofie Desk   lead") || !strings.Contains(lines[1], "agent") {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, nil, "staff", "remove", "Sofie@Desk.example"); got.code != succeeded || !strings.Contains(got.stdout, "no longer") {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, nil, "staff", "list"); strings.Contains(got.stdout, "sofie") || !strings.Contains(got.stdout, "sten") {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, nil, "staff", "add", "--name", "Sofie Desk", "--email", "sofie@desk.example"); got.code != succeeded {
		t.Errorf("somebody who comes back: %+v", got)
	}
}

// Nobody is both staff and a member.
func TestStaffNeedsAnAddressWithoutAnAccount(t *testing.T) {
	installed(t)
	for says, args := range map[string][]string{
		"signe@nordlys.example has an account": {"staff", "add", "--name", "Signe", "--email", "Signe@nordlys.example"},
		"Enter an e-mail address":              {"staff", "add", "--name", "Sofie", "--email", "sofie"},
		"Nobody at the support desk has":       {"staff", "remove", "signe@nordlys.example"},
	} {
		if got := runHere(t, nil, args...); got.code != failed || got.stdout != "" || !strings.Contains(strings.ToLower(got.stderr), strings.ToLower(says)) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%v: %+v", args, got)
		}
	}
	for _, args := range [][]string{{"staff"}, {"staff", "add"}, {"staff", "add", "--name", "Sofie"}, {"staff", "add", "--email", "sofie@desk.example"}, {"staff", "remove"}, {"staff", "list", "all"}} {
		if got := runHere(t, nil, args...); got.code != misused || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%v: %+v", args, got)
		}
	}
}
