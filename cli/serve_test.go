package cli

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shared is output that a command writes while the test reads it.
type shared struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// serving runs the console until the returned function stops it and tells the exit code.
func serving(t *testing.T, env ...string) (url string, out, log *shared, stop func() int) {
	t.Helper()
	address := freeAddress(t)
	url, out, log = "http://"+address, new(shared), new(shared)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	env = append([]string{"COULISSE_LISTEN=" + address, "COULISSE_BASE_URL=" + url, "COULISSE_DATA_DIR=" + filepath.Join(t.TempDir(), "data")}, env...)
	go func() { ended <- Run(ctx, nil, env, strings.NewReader(""), out, log) }()
	stop = func() int { cancel(); return <-ended }
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(25 * time.Millisecond) {
		if r, err := http.Get(url + "/readyz"); err == nil {
			_ = r.Body.Close()
			return url, out, log, stop
		}
		select {
		case code := <-ended:
			t.Fatalf("the console ended with %d: %s", code, log.String())
		default:
		}
	}
	t.Fatal("the console does not answer: ", log.String())
	return
}

// freeAddress is one on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestAFirstRunServesAndPrintsTheSetUpLinkOnce(t *testing.T) {
	url, out, _, stop := serving(t)
	link := strings.TrimSpace(out.String()[strings.Index(out.String(), url+"/setup/"):])
	r, err := http.Get(link)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	_ = r.Body.Close()
	if code := stop(); code != succeeded {
		t.Error("it did not stop in good order:", code)
	}
}

func TestAPortInUseIsToldInOneLineAndChangesNothing(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := filepath.Join(t.TempDir(), "data")
	var out, log bytes.Buffer
	code := Run(t.Context(), nil, []string{"COULISSE_LISTEN=" + l.Addr().String(), "COULISSE_DATA_DIR=" + dir}, strings.NewReader(""), &out, &log)
	if code != failed || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "address already in use") {
		t.Errorf("%d %q", code, log.String())
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("a database was made although nothing could be served")
	}
}

func TestADatabaseThatCannotBeWrittenIsToldInOneLine(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	code := Run(t.Context(), []string{"migrate"}, []string{"COULISSE_DATA_DIR=" + t.TempDir(), "COULISSE_DATABASE__DSN=" + filepath.Join(blocked, "coulisse.db")}, strings.NewReader(""), &out, &log)
	if code != failed || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "database") {
		t.Errorf("%d %q", code, log.String())
	}
}

func TestWithAMailServerThatDoesNotAnswerTheConsoleGoesOn(t *testing.T) {
	url, _, _, stop := serving(t, "COULISSE_MAIL__TRANSPORT=smtp", "COULISSE_MAIL__HOST=127.0.0.1", "COULISSE_MAIL__PORT=9", "COULISSE_MAIL__ENCRYPTION=none", "COULISSE_MAIL__FROM=box@nordlys.example")
	r, err := http.Get(url + "/login")
	if err != nil || r.StatusCode != http.StatusOK {
		t.Error(r, err)
	}
	_ = r.Body.Close()
	if code := stop(); code != succeeded {
		t.Error("it did not stop in good order:", code)
	}
}

func TestEveryFaultOfTheSettingsIsListedWithItsLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte("listen: nowhere\nlocale: de\nshoe: 42\nsession:\n  idle: soon\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	if code := Run(t.Context(), []string{"serve", "--config", file}, nil, strings.NewReader(""), &out, &log); code != failed {
		t.Error(code)
	}
	for _, want := range []string{":1", ":2", ":3", ":5", "listen", "locale", "shoe", "session.idle"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is missing in\n%s", want, log.String())
		}
	}
}
