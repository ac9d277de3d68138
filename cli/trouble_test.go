package cli

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fetched is the answer to a question, with its text.
func fetched(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(text)
}

// Whoever watched the console saw nothing while it could not write a single row.
func TestADatabaseThatAnotherProcessHoldsIsNoReadyOne(t *testing.T) {
	console, metrics, stop := watched(t)
	defer stop()
	other, err := sql.Open("sqlite3", "file:data/coulisse.db?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	hold, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the metrics to tell that it cannot be written", func() bool { return scrape(t, metrics).value("coulisse_database_up") == 0 })
	if r, text := fetched(t, console+"/readyz"); r.StatusCode != http.StatusServiceUnavailable || text != "another process has locked the database\n" || r.Header.Get("Retry-After") == "" {
		t.Error(r.Status, text)
	}
	r, err := http.DefaultTransport.RoundTrip(form(t, console+"/login", signIn("seven quiet lanterns")))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(r.Body)
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") != "2" || !strings.Contains(string(text), "signe@nordlys.example") {
		t.Errorf("a form meanwhile: %s, Retry-After %q, or what was entered is gone", r.Status, r.Header.Get("Retry-After"))
	}
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the console to be ready again", func() bool { r, _ := fetched(t, console+"/readyz"); return r.StatusCode == http.StatusOK })
}

func form(t *testing.T, address string, values url.Values) *http.Request {
	t.Helper()
	r, err := http.NewRequest("POST", address, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

func TestADiskThatTakesNothingIsSaidToBeSo(t *testing.T) {
	if inOwnProcess(t) {
		return
	}
	console, metrics, stop := watched(t)
	defer stop()
	withFilesUpTo(t, 100, func() {
		eventually(t, "the metrics to tell that it cannot be written", func() bool { return scrape(t, metrics).value("coulisse_database_up") == 0 })
		if r, text := fetched(t, console+"/readyz"); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "the disk") {
			t.Error(r.Status, text)
		}
	})
	eventually(t, "the console to be ready again", func() bool { r, _ := fetched(t, console+"/readyz"); return r.StatusCode == http.StatusOK })
}

// The console started, said nothing, and answered 500 to everything.
func TestTheConsoleDoesNotStartOnADatabaseThatItCannotWrite(t *testing.T) {
	installed(t)
	p, out := process(t, []string{"COULISSE_LISTEN=127.0.0.1:0"}, "serve")
	if err := os.Chmod("data/coulisse.db", 0o400); err != nil {
		t.Fatal(err)
	}
	err := p.Run()
	if err == nil || p.ProcessState.ExitCode() != failed || !strings.Contains(out.String(), "the database file, or its folder, cannot be written: look at their owner and mode") {
		t.Error(err, out)
	}
}

// A stop during somebody's slow download ended with 1 and "context deadline exceeded".
func TestAStopDuringALongDownloadEndsWellAndSaysWhatItCut(t *testing.T) {
	installed(t)
	alter(t, "data/coulisse.db", `WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
		INSERT INTO history (seq, organisation_id, at, action, target_name, previous, hash) SELECT i, (SELECT id FROM organisations), '2026-06-16 08:30:00+00:00', 'organisation.updated', hex(zeroblob(50)), '', i FROM n`)
	console, p, out := started(t)
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}} // all of it would fit into buffers
	r, err := browser.Do(form(t, console+"/login", signIn("seven quiet lanterns")))
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	_ = r.Body.Close()
	download, err := browser.Get(console + "/history.csv")
	if err != nil || download.StatusCode != http.StatusOK {
		t.Fatal(download, err)
	}
	defer download.Body.Close() // after a few bytes it is not read any more
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil || !strings.Contains(out.String(), "Stopped: 1 requests were not finished within 10s and were cut.") {
		t.Error(err, out)
	}
}

func TestAStopWithNothingUnderWayCutsNothing(t *testing.T) {
	var out, log shared
	address := freeAddress(t)
	c := &call{env: []string{"COULISSE_LISTEN=" + address, "COULISSE_BASE_URL=http://" + address, "COULISSE_DATA_DIR=" + t.TempDir()}, stdin: strings.NewReader(""), stdout: &out, stderr: &log, grace: time.Minute}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() { ended <- c.report(c.run(ctx, nil)) }()
	eventually(t, "an answer", func() bool {
		r, err := http.Get("http://" + address + "/healthz")
		if err == nil {
			_ = r.Body.Close()
		}
		return err == nil
	})
	cancel()
	if code := <-ended; code != succeeded || strings.Contains(out.String(), "cut") {
		t.Error(code, &out, &log)
	}
}
