package cli

import (
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"coulisse/testkit"
)

// The password of the mail server was changed; a start was needed for it, and SIGHUP was the end.
func TestAHangupReadsTheLevelOfTheLogAndTheMailPasswordAgain(t *testing.T) {
	installed(t)
	server := testkit.NewMailServer(t, testkit.MailServerOptions{Username: "console", Password: "right"})
	writeFile(t, "mail.password", "wrong\n")
	const level = "log:\n  level: error\n"
	rest := "mail:\n  transport: smtp\n  host: 127.0.0.1\n  port: " + strconv.Itoa(server.Port) + "\n  encryption: none\n  from: box@nordlys.example\n  username: console\n  password_file: mail.password\n"
	writeFile(t, "config.yaml", level+rest)
	console, out, log, stop := serving(t, "COULISSE_DATA_DIR=data")
	r, err := http.DefaultTransport.RoundTrip(form(t, console+"/password/forgot", map[string][]string{"email": {"signe@nordlys.example"}}))
	if err != nil || r.StatusCode != http.StatusSeeOther {
		t.Fatal(r, err)
	}
	eventually(t, "the refusal of the wrong password", func() bool { return strings.Contains(log.String(), "user name and password") })
	if strings.Contains(log.String(), "level=INFO") {
		t.Error("the level is not the one of the settings:", log)
	}
	writeFile(t, "mail.password", "right\n")
	writeFile(t, "config.yaml", strings.Replace(level, "error", "info", 1)+rest)
	hangUp(t)
	server.Wait(t, 1)
	if !strings.Contains(out.String(), "The level of the log (info) and the password of the mail server were read again.") {
		t.Error(out)
	}
	fetched(t, console+"/login")
	eventually(t, "a line about the request", func() bool { return strings.Contains(log.String(), "path=/login status=200") })
	writeFile(t, "config.yaml", "log:\n  level: loud\n")
	hangUp(t)
	eventually(t, "a line about the settings", func() bool { return strings.Contains(log.String(), "were not read again") })
	if r, _ := fetched(t, console+"/login"); r.StatusCode != http.StatusOK {
		t.Error(r.Status)
	}
	if code := stop(); code != succeeded {
		t.Error(code)
	}
}

func hangUp(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}
