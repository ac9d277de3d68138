package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"coulisse/testkit"
)

// App is the program as an operator runs it: the binary itself, in a folder of its own that
// was empty, on a port of its own.
type App struct {
	URL string // without a slash at the end
	Dir string // the folder it runs in

	t       testing.TB
	environ []string
	process *exec.Cmd
	output  *record
	ended   chan struct{} // closed when the process has ended
	err     error         // how it ended
}

// workshop is where the program is built; leave removes it.
var workshop string

// binary builds the program once.
var binary = sync.OnceValues(func() (path string, err error) {
	if workshop, err = os.MkdirTemp("", "coulisse-e2e-"); err != nil {
		return "", err
	}
	path = filepath.Join(workshop, "coulisse")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = here("..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, output)
	}
	return path, nil
})

// leave tidies up after all tests.
func leave() {
	if workshop != "" {
		_ = os.RemoveAll(workshop)
	}
}

// SMTP is the configuration for mails to a server on this machine, such as testkit's.
func SMTP(address string) []string {
	host, port, _ := net.SplitHostPort(address)
	return []string{
		"COULISSE_MAIL__TRANSPORT=smtp", "COULISSE_MAIL__HOST=" + host, "COULISSE_MAIL__PORT=" + port,
		"COULISSE_MAIL__ENCRYPTION=none", "COULISSE_MAIL__FROM=coulisse@nordlys.example",
	}
}

// Start runs the program in an empty folder, configured through its environment (NAME=value),
// and waits until it answers. It is stopped, gracefully or with a failure, when the test ends.
func Start(t testing.TB, environ ...string) *App {
	t.Helper()
	port := freePort(t)
	a := &App{t: t, URL: "http://localhost:" + port, Dir: t.TempDir()}
	a.environ = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + a.Dir,
		"COULISSE_LISTEN=127.0.0.1:" + port, "COULISSE_BASE_URL=" + a.URL,
	}, environ...)
	t.Cleanup(a.Stop)
	a.Launch()
	return a
}

// Launch starts the program again where it ran, after Stop.
func (a *App) Launch() {
	a.t.Helper()
	path, err := binary()
	if err != nil {
		a.t.Fatal(err)
	}
	a.output, a.ended = &record{}, make(chan struct{})
	a.process = exec.Command(path)
	a.process.Dir, a.process.Env = a.Dir, a.environ
	a.process.Stdout, a.process.Stderr = a.output, a.output
	if err := a.process.Start(); err != nil {
		a.t.Fatal(err)
	}
	go func() {
		a.err = a.process.Wait()
		close(a.ended)
	}()
	a.await("an answer at /readyz", func() bool {
		res, err := http.Get(a.URL + "/readyz")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// Stop asks the program to end, as a service manager does, and fails the test when it does
// not end well.
func (a *App) Stop() {
	a.t.Helper()
	if a.process == nil || a.process.Process == nil {
		return
	}
	select {
	case <-a.ended:
		return
	default:
	}
	_ = a.process.Process.Signal(os.Interrupt)
	select {
	case <-a.ended:
		if a.err != nil {
			a.t.Errorf("the program ended with %v:\n%s", a.err, a.output)
		}
	case <-time.After(patience):
		_ = a.process.Process.Kill()
		<-a.ended
		a.t.Errorf("the program did not stop when asked:\n%s", a.output)
	}
	if a.t.Failed() {
		a.t.Logf("the program said:\n%s", a.output)
	}
}

// Prints waits for the program to print something, and returns what the expression's first
// group matched, or all of it when it has none.
func (a *App) Prints(expression string) string {
	a.t.Helper()
	re := regexp.MustCompile(expression)
	var found []string
	a.await("output like "+expression, func() bool {
		found = re.FindStringSubmatch(a.output.String())
		return found != nil
	})
	return found[min(1, len(found)-1)]
}

// SetUpLink is the one-time link that the program prints on an empty database.
func (a *App) SetUpLink() string {
	a.t.Helper()
	return a.Prints(`(` + regexp.QuoteMeta(a.URL) + `/setup/[A-Za-z0-9_-]+)`)
}

// Run runs another command of the program in the same folder and configuration, and returns
// what it printed.
func (a *App) Run(arguments ...string) (string, error) {
	a.t.Helper()
	path, err := binary()
	if err != nil {
		a.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(a.t.Context(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, path, arguments...)
	command.Dir, command.Env = a.Dir, a.environ
	output, err := command.CombinedOutput()
	return string(output), err
}

// Change runs a statement on the program's database, for what a story cannot wait for.
func (a *App) Change(statement string, values ...any) {
	a.t.Helper()
	testkit.Change(a.t, filepath.Join(a.Dir, "data", "coulisse.db"), statement, values...)
}

// NewPerson opens a browser on the program.
func (a *App) NewPerson(options ...Option) *Person {
	a.t.Helper()
	return NewPerson(a.t, a.URL, options...)
}

// await polls until done, for as long as the program lives and patience lasts.
func (a *App) await(what string, done func() bool) {
	a.t.Helper()
	deadline := time.Now().Add(patience)
	for !done() {
		select {
		case <-a.ended:
			a.t.Fatalf("the program ended (%v) before %s:\n%s", a.err, what, a.output)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			a.t.Fatalf("no %s within %v:\n%s", what, patience, a.output)
		}
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// record keeps what a process prints, while others read it.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.TrimSpace(r.text.String())
}
