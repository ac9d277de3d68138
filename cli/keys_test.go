package cli

import (
	"os"
	"strings"
	"testing"

	"coulisse/models"
)

const soldOrder = "01912345-6789-7abc-8def-0123456789ab"

// sold is an installation with one paid order for an evening to come, and a mail that waits. The
// token is that of the link to its tickets, which the buyer was mailed.
func sold(t *testing.T) (token string) {
	t.Helper()
	installed(t)
	const at = "'2026-06-16 08:30:00+00:00'"
	alter(t, "data/coulisse.db",
		"INSERT INTO events (id, organisation_id, name, sort_name, found_by, begins_at, ends_at, state, created_by, "+
			"created_at, updated_at) SELECT 'e', id, 'Cyrano', 'cyrano', 'cyrano', '2099-06-16 08:30:00+00:00', "+
			"'2099-06-16 10:30:00+00:00', 'published', 'u', "+at+", "+at+" FROM organisations",
		"INSERT INTO orders (id, organisation_id, event_id, name, email, email_key, reference, channel, state, payment, "+
			"tickets, total, currency, placed_at, placed_on, updated_at) SELECT '"+soldOrder+"', id, 'e', 'Vera', "+
			"'vera@example.org', 'vera@example.org', '123456782', 'api', 'paid', 'online', 1, 1800, "+
			"'EUR', "+at+", '2026-06-16', "+at+" FROM organisations",
		"INSERT INTO mails (id, message_id, organisation_id, kind, recipient, locale, data, secret, token_hash, state, "+
			"due_at, created_at) SELECT 'x', 'x', id, 'invitation', 'ana@example.org', 'en', '{}', x'00', 'h', 'queued', "+
			"'2099-01-01 00:00:00+00:00', "+at+" FROM organisations")
	keys, s := keyed(t)
	defer s.Close()
	_ = keys
	return s.TicketsToken(models.Order{ID: soldOrder})
}

// keyed opens the installation with the keys file that is there, as the console does.
func keyed(t *testing.T) (models.Keys, *models.Store) {
	t.Helper()
	keys, err := models.LoadKeys("data/keys")
	if err != nil {
		t.Fatal(err)
	}
	s, err := models.Open(t.Context(), models.Options{Path: "data/coulisse.db", Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return keys, s
}

// opens tells whether a link still leads to the tickets.
func opens(t *testing.T, token string) bool {
	t.Helper()
	_, s := keyed(t)
	defer s.Close()
	_, err := s.TicketSheet(t.Context(), token)
	return err == nil
}

// whatIsLost is told wherever keys are missed.
const whatIsLost = "the mailed links to the tickets of 1 orders (1 for events to come), 1 waiting mails with a link, " +
	"the answers to shops that send one of 0 orders again, answers by mail to 0 requests"

// The keys file was lost: every mailed link led nowhere from then on, without a word.
func TestWithoutItsKeysNothingStartsAndItIsToldWhatIsLost(t *testing.T) {
	for what, lose := range map[string]func(){
		"there is no keys file data/keys": func() { _ = os.Remove("data/keys") },
		"the keys file data/keys is another one than the database was used with": func() {
			writeFile(t, "data/keys", "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=\n")
		},
	} {
		t.Run(what, func(t *testing.T) {
			sold(t)
			lose()
			before := names(t, "data")
			for _, args := range [][]string{{"serve"}, {"migrate"},
				{"staff", "add", "--name", "Sofie", "--email", "sofie@desk.example"}, {"keys", "rotate"}} {
				got := runHere(t, []string{"COULISSE_LISTEN=127.0.0.1:0"}, args...)
				refused(t, got, what+". Without the right one these are lost: "+whatIsLost+
					". Bring the file back; if it is gone for good, run coulisse keys rotate --lost")
			}
			if after := names(t, "data"); after != before {
				t.Errorf("%s, before: %s", after, before)
			}
		})
	}
}

func TestABackupBringsItsKeysToANewMachine(t *testing.T) {
	token := sold(t)
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded ||
		!strings.Contains(got.stdout, "Its keys are in monday.db.keys.") {
		t.Fatal(got)
	}
	if info, err := os.Stat("monday.db.keys"); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info, err)
	}
	if err := os.RemoveAll("data"); err != nil {
		t.Fatal(err)
	}
	got := runHere(t, nil, "restore", "monday.db")
	if got.code != succeeded || !strings.Contains(got.stdout, "Its keys were put into data/keys from monday.db.keys.") {
		t.Fatal(got)
	}
	if !opens(t, token) {
		t.Error("the mailed link leads nowhere")
	}
	if info, err := os.Stat("data/keys"); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}

// On the new machine somebody has begun with `init` before.
func TestTheKeysOfABackupGoBeforeThoseThatAreThere(t *testing.T) {
	token := sold(t)
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	came := content(t, "monday.db.keys")
	if err := os.RemoveAll("data"); err != nil {
		t.Fatal(err)
	}
	if got := runHere(t, nil, "init", "--organisation", "Other", "--name", "Ana", "--email", "ana@other.example",
		"--password-file", "password"); got.code != succeeded {
		t.Fatal(got)
	}
	there := content(t, "data/keys")
	if got := runHere(t, nil, "restore", "monday.db"); got.code != succeeded || !opens(t, token) {
		t.Fatal(got)
	}
	if content(t, "data/keys") != came+there {
		t.Error(content(t, "data/keys"))
	}
}

func TestARestoreWithoutTheKeysIsRefusedUnlessTold(t *testing.T) {
	token := sold(t)
	if got := runHere(t, nil, "backup", "monday.db"); got.code != succeeded {
		t.Fatal(got)
	}
	for _, gone := range []string{"data", "monday.db.keys"} {
		if err := os.RemoveAll(gone); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, runHere(t, nil, "restore", "monday.db"),
		"Without the right one these are lost: "+whatIsLost+
			". Bring the file back; if it is gone for good, run coulisse restore --new-keys")
	if left := names(t, "data"); strings.Contains(left, "coulisse.db ") || strings.Contains(left, "keys") {
		t.Error("it changed something:", left)
	}
	got := runHere(t, nil, "restore", "monday.db", "--new-keys")
	const lost = "It goes on with the keys in data/keys. Lost: the mailed links to the tickets of 1 orders"
	if got.code != succeeded || !strings.Contains(got.stdout, lost) {
		t.Fatal(got)
	}
	if opens(t, token) {
		t.Error("a link opens that nobody could have made")
	}
	if n := ask(t, "data/coulisse.db", "SELECT count(*) FROM history WHERE action = 'organisation.keys_lost'"); n != "1" {
		t.Error("the history tells it", n, "times")
	}
	if got := runHere(t, nil, "history", "verify"); got.code != succeeded {
		t.Error(got)
	}
	if got := runHere(t, nil, "backup", "tuesday.db"); got.code != succeeded {
		t.Error(got)
	}
}

func TestLostKeysAreLetGoOfByACommandAlone(t *testing.T) {
	token := sold(t)
	refused(t, runHere(t, nil, "keys", "rotate", "--lost"), "no key is lost")
	if err := os.Remove("data/keys"); err != nil {
		t.Fatal(err)
	}
	got := runHere(t, nil, "keys", "rotate", "--lost")
	if got.code != succeeded ||
		got.stdout != "The database goes on with the keys in data/keys. Lost: "+whatIsLost+". Make a backup.\n" {
		t.Fatal(got)
	}
	if opens(t, token) {
		t.Error("a link opens that nobody could have made")
	}
	_, _, _, stop := serving(t, "COULISSE_DATA_DIR=data")
	if code := stop(); code != succeeded {
		t.Error("the console does not go on:", code)
	}
}

func TestANewKeyBesideTheOldOnesLeavesLinksWorking(t *testing.T) {
	token := sold(t)
	if got := runHere(t, nil, "backup", "before.db"); got.code != succeeded {
		t.Fatal(got)
	}
	old := content(t, "data/keys")
	got := runHere(t, nil, "keys", "rotate")
	if got.code != succeeded || !strings.HasSuffix(content(t, "data/keys"), "\n"+old) {
		t.Fatal(got, content(t, "data/keys"))
	}
	if !opens(t, token) {
		t.Error("a link of before no longer opens")
	}
	_, s := keyed(t)
	fresh := s.TicketsToken(models.Order{ID: soldOrder})
	_ = s.Close()
	if fresh == token || !opens(t, fresh) {
		t.Error("the new key makes no links")
	}
	// A backup of before the rotation comes back: the file has its key.
	if got := runHere(t, nil, "restore", "before.db"); got.code != succeeded || !opens(t, token) || !opens(t, fresh) {
		t.Error(got)
	}
	writeFile(t, "data/keys", old)
	refused(t, runHere(t, nil, "staff", "add", "--name", "Sofie", "--email", "sofie@desk.example"),
		"is another one than the database was used with")
}

func TestKeysAreNotRotatedUnderARunningConsole(t *testing.T) {
	sold(t)
	_, _, _, stop := serving(t, "COULISSE_DATA_DIR=data")
	defer stop()
	before := content(t, "data/keys")
	refused(t, runHere(t, nil, "keys", "rotate"), "is in use: stop the console first")
	if content(t, "data/keys") != before {
		t.Error("the keys changed")
	}
}

func TestABackupWithoutKeysIsMadeAndSaysSo(t *testing.T) {
	sold(t)
	if err := os.Remove("data/keys"); err != nil {
		t.Fatal(err)
	}
	got := runHere(t, nil, "backup", "monday.db")
	if got.code != failed || !strings.Contains(got.stdout, "The backup monday.db is whole.") ||
		!strings.Contains(got.stderr, "the backup monday.db has no keys beside it") {
		t.Error(got)
	}
	if got := names(t, "."); !strings.Contains(got, "monday.db ") {
		t.Error(got)
	}
}
