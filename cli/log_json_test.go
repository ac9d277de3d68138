package cli

import (
	"encoding/json"
	"net"
	"strings"
	"testing"

	"coulisse/testkit"
)

// allJSON asserts that each line is an object with a time, a level and a message, and returns them.
func allJSON(t *testing.T, text string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(text) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil || m["time"] == nil || m["level"] == nil || m["msg"] == nil {
			t.Errorf("%v: %s", err, line)
		}
		all = append(all, m)
	}
	return all
}

// Start, set-up link, stop and the last error were plain text among the lines of JSON.
func TestEveryLineOfAJSONLogIsJSON(t *testing.T) {
	const asJSON = "COULISSE_LOG__FORMAT=json"
	t.Run("a first start and a stop", func(t *testing.T) {
		console, out, log, stop := serving(t, asJSON)
		fetched(t, console+"/login")
		if code := stop(); code != succeeded {
			t.Error(code)
		}
		said := allJSON(t, out.String())
		if len(said) != 3 || !strings.Contains(out.String(), console+"/setup/") || !strings.Contains(out.String(), "Stopping") {
			t.Error(out)
		}
		var took bool
		for _, line := range allJSON(t, log.String()) {
			if ms, ok := line["took_ms"].(float64); ok && line["path"] == "/login" {
				took = ms > 0 && ms < 600_000
			}
			if line["took"] != nil {
				t.Error("nanoseconds:", line)
			}
		}
		if !took {
			t.Error("no request says how long it took:", log)
		}
	})
	t.Run("mails kept, and a migration", func(t *testing.T) {
		installed(t)
		testkit.OldDatabase(t, "data/coulisse.db", 17)
		if got := runHere(t, []string{asJSON}, "migrate"); got.code != succeeded || len(allJSON(t, got.stderr)) < 1 {
			t.Error(got)
		}
		installed(t)
		console, out, log, stop := serving(t, asJSON, "COULISSE_DATA_DIR=data")
		send(t, "POST", console+"/password/forgot", map[string][]string{"email": {"signe@nordlys.example"}})
		eventually(t, "the mail", func() bool { return strings.Contains(out.String(), "mail to signe@nordlys.example") })
		stop()
		allJSON(t, out.String())
		allJSON(t, log.String())
	})
	t.Run("ends that are failures", func(t *testing.T) {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer taken.Close()
		for _, env := range [][]string{{"COULISSE_LISTEN=" + taken.Addr().String()}, {"COULISSE_LOCALE=de"}, {"COULISSE_SHOE=42"}} {
			got := run(t, append(env, asJSON), "serve")
			if lines := allJSON(t, got.stderr); got.code != failed || len(lines) != 1 || lines[0]["level"] != "ERROR" || lines[0]["cause"] == nil || got.stdout != "" {
				t.Errorf("%+v", got)
			}
		}
	})
}
