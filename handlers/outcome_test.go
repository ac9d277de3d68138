package handlers_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/handlers"
	"coulisse/models"
	"coulisse/testkit"
)

// counted is a console with deadlines of its own that counts and logs what it answers.
type counted struct {
	*testkit.App
	metrics *handlers.Metrics
	log     bytes.Buffer // read it when nothing is answered any more
	server  *httptest.Server
	owner   access.Actor
}

func newCounted(t *testing.T, change func(*http.Server, *handlers.Options)) *counted {
	t.Helper()
	a := testkit.NewApp(t)
	c := &counted{App: a, owner: a.Found()}
	c.metrics = handlers.NewMetrics(a.Store, models.Limits{})
	o := handlers.Options{Config: a.Config, Store: a.Store, Log: slog.New(slog.NewTextHandler(&c.log, nil)), Metrics: c.metrics}
	c.server = httptest.NewUnstartedServer(nil)
	c.server.Config.ConnContext = handlers.Connection
	change(c.server.Config, &o)
	c.server.Config.Handler = handlers.New(o)
	c.server.Start()
	t.Cleanup(c.server.Close)
	return c
}

// count is how many requests of a route ended so.
func (c *counted) count(route, class string) string {
	res := httptest.NewRecorder()
	c.metrics.Handler().ServeHTTP(res, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	found := regexp.MustCompile(`coulisse_http_requests_total{class="` + class + `",route="` + route + `"} (\d+)`).FindStringSubmatch(res.Body.String())
	if found == nil {
		return "0"
	}
	return found[1]
}

// awaits waits until one request of a route has ended so, and no other way.
func (c *counted) awaits(t *testing.T, route, class string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); c.count(route, class) == "0" && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond) // between two looks
	}
	for _, other := range []string{"2xx", "3xx", "4xx", "5xx", "cancelled", "cut"} {
		want := "0"
		if other == class {
			want = "1"
		}
		if got := c.count(route, other); got != want {
			t.Errorf("%s requests of %s counted %s", got, route, other)
		}
	}
}

// dial sends a request by hand, with a small window for its answer.
func (c *counted) dial(t *testing.T, head string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", c.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.(*net.TCPConn).SetReadBuffer(16 << 10)
	if _, err := fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\n", head, c.server.Listener.Addr()); err != nil {
		t.Fatal(err)
	}
	return conn
}

// downloads asks for the history as a file, as the owner.
func (c *counted) downloads(t *testing.T) net.Conn {
	t.Helper()
	return c.fetches(t, "/history.csv", c.PlantSession(c.owner))
}

// fetches asks for an address with a session.
func (c *counted) fetches(t *testing.T, path, session string) net.Conn {
	t.Helper()
	conn := c.dial(t, "GET "+path)
	if _, err := fmt.Fprintf(conn, "Cookie: %s\r\n\r\n", c.SessionCookie(session)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// A form at one byte a second was answered 200 with an empty page, and counted as a success.
func TestABodyThatComesTooSlowlyIsToldSo(t *testing.T) {
	c := newCounted(t, func(s *http.Server, _ *handlers.Options) { s.ReadTimeout = 300 * time.Millisecond })
	conn := c.dial(t, "POST /login")
	if _, err := fmt.Fprint(conn, "Content-Type: "+formType+"\r\nContent-Length: 50\r\n\r\nemail=signe"); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(body), "took too long to arrive") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	c.awaits(t, "login.create", "4xx")
}

func TestARequestWhoseSenderHungUpIsCountedApart(t *testing.T) {
	c := newCounted(t, func(*http.Server, *handlers.Options) {})
	ctx, hangUp := context.WithCancel(t.Context())
	r := httptest.NewRequest(http.MethodGet, "/history", nil).WithContext(ctx)
	r.AddCookie(c.SessionCookie(c.PlantSession(c.owner)))
	hangUp()
	func() {
		defer func() {
			if why := recover(); why != http.ErrAbortHandler {
				t.Errorf("the answer was ended as if somebody had read it: %v", why)
			}
		}()
		c.server.Config.Handler.ServeHTTP(httptest.NewRecorder(), r)
	}()
	c.awaits(t, "history.list", "cancelled")
	if line := c.log.String(); !strings.Contains(line, "status=499") || !strings.Contains(line, "ended=cancelled") {
		t.Error(line)
	}
}

const longHistory = 40_000

// hurries reads the rest of an answer as fast as it comes, and tells whether that is its end.
func hurries(conn net.Conn, rest io.Reader) (file []byte, err error) {
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 20)
	return io.ReadAll(rest)
}

// Twenty megabytes at 200 KB a second were cut after a minute.
func TestADownloadGoesOnAsLongAsItsBytesFlow(t *testing.T) {
	c := newCounted(t, func(s *http.Server, _ *handlers.Options) { s.WriteTimeout = 500 * time.Millisecond })
	c.LongHistory(c.owner.Organisation, "elsewhere", longHistory)
	conn := c.downloads(t)
	time.Sleep(time.Second) // the deadline that the server had for the whole answer passes
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	file, err := hurries(conn, res.Body)
	if lines := bytes.Count(file, []byte("\n")); err != nil || lines <= longHistory {
		t.Errorf("%d of %d lines, %v", lines, longHistory, err)
	}
	c.awaits(t, "history.csv", "2xx")
}

// Megabytes in the system's buffers stood between the server and so slow a reader, and a letter was
// written as one piece: for long, no byte seemed to leave.
func TestADownloadGoesOnHoweverSlowlyItIsRead(t *testing.T) {
	c := newCounted(t, func(_ *http.Server, o *handlers.Options) { o.Flow = 3 * time.Second })
	c.LongHistory(c.owner.Organisation, "elsewhere", longHistory)
	letter := c.Letter(c.Member(c.owner, "mia@nordlys.example", "Mia Lund", testkit.Levels(nil)), "mia@nordlys.example")
	c.Exec("UPDATE letter_files SET content = zeroblob(8 << 20)")
	desk := c.Staff("sofie@desk.example", "Sofie Desk", true)
	var all sync.WaitGroup
	file := "/support/letters/" + letter.ID + "/file"
	for _, conn := range []net.Conn{c.downloads(t), c.fetches(t, file, c.StaffSession(desk))} {
		all.Go(func() {
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Error(res, err)
				return
			}
			for began := time.Now(); err == nil && time.Since(began) < 5*time.Second; time.Sleep(100 * time.Millisecond) {
				_, err = io.CopyN(io.Discard, res.Body, 20<<10)
			}
			if _, more := hurries(conn, res.Body); err != nil || more != nil {
				t.Error(res.Header, err, more)
			}
		})
	}
	all.Wait()
	c.awaits(t, "history.csv", "2xx")
	c.awaits(t, "letter.file", "2xx")
}

func TestADownloadThatStandsStillIsGivenUpAndCountedApart(t *testing.T) {
	c := newCounted(t, func(_ *http.Server, o *handlers.Options) { o.Flow = 300 * time.Millisecond })
	c.LongHistory(c.owner.Organisation, "elsewhere", longHistory)
	conn := c.downloads(t)
	c.awaits(t, "history.csv", "cut")
	if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
		if _, err = io.Copy(io.Discard, res.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("the file ended as if it were whole: %v", err)
		}
	}
}

func TestADownloadThatFailsOnTheWaySaysSoAndBreaksOff(t *testing.T) {
	c := newCounted(t, func(*http.Server, *handlers.Options) {})
	c.LongHistory(c.owner.Organisation, "elsewhere", longHistory)
	conn := c.downloads(t)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Exec("ALTER TABLE history RENAME TO elsewhere") // the rest waits for this slow reader
	file, err := io.ReadAll(res.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(string(file[max(0, len(file)-200):]), "THIS FILE IS NOT COMPLETE") {
		t.Errorf("%v, at the end %q", err, file[max(0, len(file)-200):])
	}
	c.awaits(t, "history.csv", "cut")
}

// Another process writes for long: the answer says when to try again, and nothing is half done.
func TestADatabaseThatSomebodyElseHoldsIsBusyNotBroken(t *testing.T) {
	c := newCounted(t, func(*http.Server, *handlers.Options) {})
	token := c.PlantSession(c.owner)
	release := c.Hold(t)
	asked, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.server.URL+"/profile", strings.NewReader(url.Values{"name": {"Signe Berg"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	asked.Header = http.Header{"Content-Type": {formType}, "Sec-Fetch-Site": {"same-origin"}}
	asked.AddCookie(c.SessionCookie(token))
	res, err := http.DefaultTransport.RoundTrip(asked)
	release()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" || len(body) == 0 {
		t.Errorf("%d %v %d bytes", res.StatusCode, res.Header, len(body))
	}
	if name := c.Ask("SELECT name FROM memberships WHERE owner"); name != "Signe Holm" {
		t.Error("half done:", name)
	}
}
