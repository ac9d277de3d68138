package handlers_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/testkit"
)

// A refusal, an export and a wrong password named nobody in the log.
func TestTheLineOfARequestNamesWhoCalledByIDsAlone(t *testing.T) {
	a := testkit.NewApp(t)
	owner := a.Found()
	guest := a.Member(owner, "ana@nordlys.example", "Ana Friis", testkit.Levels(access.Levels{access.Events: access.View}))
	var log bytes.Buffer
	logged := httptest.NewServer(handlers.New(handlers.Options{Config: a.Config, Store: a.Store, Log: slog.New(slog.NewJSONHandler(&log, nil))}))
	defer logged.Close()
	last := func() (line map[string]any) {
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
			t.Fatal(err)
		}
		return line
	}
	c := testkit.NewClient(t, logged.URL)
	wrong := c.Get("/login").Submit("main form", "email", "ana@nordlys.example", "password", "eight loud lanterns")
	if line := last(); wrong.Status != 422 || line["account"] != guest.User || line["member"] != nil {
		t.Errorf("a wrong password: %d %v", wrong.Status, line)
	}
	unknown := c.Get("/login").Submit("main form", "email", "who@nordlys.example", "password", "eight loud lanterns")
	if line := last(); unknown.Status != 422 || line["account"] != nil {
		t.Errorf("an unknown address: %d %v", unknown.Status, line)
	}
	c.Get("/login").Submit("main form", "email", "ana@nordlys.example", "password", testkit.Password)
	for path, want := range map[string]int{"/users.csv": 403, "/events": 200} {
		p := c.Get(path)
		line := last()
		if p.Status != want || line["status"] != float64(want) || line["member"] != guest.Membership || line["organisation"] != guest.Organisation || line["account"] != guest.User {
			t.Errorf("%s: %d %v", path, p.Status, line)
		}
	}
	for _, secret := range []string{"ana@nordlys.example", "Ana Friis", testkit.Password, "eight loud lanterns", "who@"} {
		if strings.Contains(log.String(), secret) {
			t.Error("the log holds", secret)
		}
	}
}
