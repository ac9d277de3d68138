package cli

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram, in the environment, has the test's binary be the program itself: for what needs a
// process, such as signals and the rights of another user.
const asProgram = "RUN_THE_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Run(context.Background(), os.Args[1:], withoutMark(os.Environ()), os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func withoutMark(env []string) (rest []string) {
	for _, pair := range env {
		if !strings.HasPrefix(pair, asProgram) {
			rest = append(rest, pair)
		}
	}
	return rest
}

// nobody is the user without rights of every Debian.
const nobody = 65534

// process is the program, ready to be started here as a process of its own: as somebody without
// root's rights, to whom the data belong.
func process(t *testing.T, env []string, args ...string) (*exec.Cmd, *shared) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	out := new(shared)
	p := exec.CommandContext(t.Context(), ordinary(t), args...)
	p.Dir, p.Stdout, p.Stderr = here, out, out
	p.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "COULISSE_DATA_DIR=data"}, env...)
	if os.Geteuid() != 0 {
		return p, out
	}
	p.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	err = filepath.WalkDir(here, func(path string, _ os.DirEntry, err error) error {
		if err == nil {
			err = os.Lchown(path, nobody, nobody)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

// ordinary is the test's binary where everybody can run it.
func ordinary(t *testing.T) string {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "coulisse")
	if err := os.Link(own, path); err != nil {
		text, err := os.ReadFile(own)
		if err == nil {
			err = os.WriteFile(path, text, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{path, filepath.Dir(path), filepath.Dir(filepath.Dir(path))} {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// patience is how long a test waits for what is a matter of moments, on a slow machine too.
const patience = time.Minute

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("in vain waited for: ", what)
		}
	}
}

// started starts the console as a process at an address, and waits until it answers.
func started(t *testing.T, env ...string) (url string, p *exec.Cmd, out *shared) {
	t.Helper()
	address := freeAddress(t)
	url = "http://" + address
	p, out = process(t, append([]string{"COULISSE_LISTEN=" + address, "COULISSE_BASE_URL=" + url}, env...), "serve")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	eventually(t, "an answer of the console", func() bool {
		r, err := http.Get(url + "/healthz")
		if err == nil {
			_ = r.Body.Close()
		}
		return err == nil
	})
	return url, p, out
}
