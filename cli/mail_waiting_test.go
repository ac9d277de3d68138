package cli

import (
	"strings"
	"testing"

	"coulisse/testkit"
)

func TestWaitingMailsAreListedTriedAgainAndDropped(t *testing.T) {
	installed(t)
	if got := runHere(t, nil, "mail", "list"); got.code != succeeded || got.stdout != "No mail waits.\n" {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"sofie", "sten"} {
		if got := runHere(t, nil, "staff", "add", "--name", name, "--email", name+"@desk.example"); got.code != succeeded {
			t.Fatalf("%+v", got)
		}
	}
	const database = "data/coulisse.db"
	testkit.Change(t, database, "UPDATE mails SET state = 'failed', failure = 'policy 554 5.7.1 Relay access denied' WHERE recipient LIKE 'sofie%'")
	testkit.Change(t, database, "INSERT INTO mail_pause (id, failure, since) VALUES (1, 'unreachable', '2026-06-16 08:47:00+00:00')")
	got := runHere(t, nil, "mail", "list")
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	if got.code != succeeded || len(lines) != 4 || !strings.HasPrefix(lines[0], "No mail has left since 2026-06-16 08:47:00Z: The mail server cannot be reached.") ||
		!strings.Contains(lines[2], "waits") || !strings.Contains(lines[2], "sten@desk.example") ||
		!strings.Contains(lines[3], "given up") || !strings.Contains(lines[3], "It says: “554 5.7.1 Relay access denied”.") {
		t.Fatalf("%+v", got)
	}
	sofie := strings.Fields(lines[3])[0]
	for _, args := range [][]string{{"retry"}, {"retry", "--all", sofie}, {"drop"}} {
		if got := runHere(t, nil, append([]string{"mail"}, args...)...); got.code != misused {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := runHere(t, nil, "mail", "retry", sofie, "nothing"); got.code != failed || !strings.Contains(got.stderr, "There is no mail nothing") {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, nil, "mail", "retry", sofie); got.code != succeeded || !strings.HasPrefix(got.stdout, "1 mail is tried again") {
		t.Errorf("%+v", got)
	}
	if n := testkit.Ask(t, database, "SELECT count(*) FROM mails WHERE state = 'queued' AND secret IS NOT NULL AND failure = ''"); n != "2" {
		t.Error(n, "mails wait")
	}
	if got := runHere(t, nil, "mail", "retry", "--all"); got.code != succeeded || !strings.HasPrefix(got.stdout, "2 mails are tried again") {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, nil, "mail", "drop", sofie); got.code != succeeded || got.stdout != "The mail to sofie@desk.example (staff_added) was dropped.\n" {
		t.Errorf("%+v", got)
	}
	if got := runHere(t, nil, "mail", "drop", sofie); got.code != failed || !strings.Contains(got.stderr, "There is no mail "+sofie) {
		t.Errorf("%+v", got)
	}
	if n := testkit.Ask(t, database, "SELECT count(*) FROM history WHERE action = 'mail.dropped'"); n != "1" {
		t.Error(n, "entries")
	}
}
