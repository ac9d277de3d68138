package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coulisse/testkit"
)

// proxy is an example of packaging/ as an operator adapts it: other ports, a certificate, and what
// a test on one machine needs around it.
type proxy struct {
	example string // below packaging/
	adapt   func(text string, at place) string
	command func(file string, at place) []string
}

// place is where a proxy is to stand.
type place struct {
	dir, console    string // the console's host and port
	plain, secure   string // ports
	pair, cert, key string // of the certificate: the file of both, and each
	data            string // the folder that the console runs in
}

var proxies = map[string]proxy{
	"nginx": {"nginx/coulisse.conf", func(text string, at place) string {
		text = at.fill(text, "listen 80;", "listen 127.0.0.1:"+at.plain+";",
			"listen 443 ssl", "listen 127.0.0.1:"+at.secure+" ssl",
			"/etc/ssl/console.example.org.crt", at.cert, "/etc/ssl/console.example.org.key", at.key)
		user := ""
		if os.Getuid() == 0 {
			user = "user root;\n"
		}
		return user + "daemon off;\nerror_log stderr;\npid " + at.dir + "/pid;\nevents {}\nhttp {\naccess_log off;\n" +
			"client_body_temp_path " + at.dir + "/body;\nproxy_temp_path " + at.dir + "/temp;\n" +
			"fastcgi_temp_path " + at.dir + "/f;\nuwsgi_temp_path " + at.dir + "/u;\nscgi_temp_path " + at.dir + "/s;\n" +
			text + "}\n"
	}, func(file string, at place) []string {
		return []string{"nginx", "-e", "stderr", "-p", at.dir, "-c", file}
	}},
	"caddy": {"caddy/Caddyfile", func(text string, at place) string {
		text = at.fill(text, "console.example.org {",
			"https://localhost:"+at.secure+" {\n\tbind 127.0.0.1\n\ttls "+at.cert+" "+at.key)
		return "{\n\tadmin off\n\thttp_port " + at.plain + "\n\thttps_port " + at.secure +
			"\n\tskip_install_trust\n}\n" + text
	}, func(file string, _ place) []string {
		return []string{"caddy", "run", "--adapter", "caddyfile", "--config", file}
	}},
	"haproxy": {"haproxy/haproxy.cfg", func(text string, at place) string {
		return at.fill(text, "bind :80", "bind 127.0.0.1:"+at.plain, "bind :443", "bind 127.0.0.1:"+at.secure,
			"/etc/haproxy/console.example.org.pem", at.pair)
	}, func(file string, _ place) []string {
		return []string{"haproxy", "-db", "-f", file}
	}},
}

// fill puts what is of this place into an example.
func (at place) fill(text string, pairs ...string) string {
	pairs = append(pairs, "127.0.0.1:8080", at.console,
		"https://console.example.org$", "https://localhost:"+at.secure+"$", "console.example.org;", "localhost;")
	return strings.NewReplacer(pairs...).Replace(text)
}

// serverBinary is where a system keeps a server's binary that is not in everybody's PATH.
func serverBinary(t *testing.T, name string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name, "/usr/local/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Fatalf("%s is not installed: run `make deps`", name)
	return ""
}

// Each example, as it stands, in front of the program itself: who calls is known whatever they say,
// Host or not; what the console takes goes through, and what it refuses it refuses in its own words.
func TestBehindEachProxyOfTheExamplesTheConsoleWorks(t *testing.T) {
	for name, p := range proxies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, client := standBehind(t, p)
			signInThrough(t, at, client)
		})
	}
}

// standBehind starts the program and a proxy before it, and returns a client at another address
// of this machine than the proxy's.
func standBehind(t *testing.T, p proxy) (place, *http.Client) {
	t.Helper()
	at := place{dir: t.TempDir(), plain: freePort(t), secure: freePort(t)}
	pool := at.certify(t)
	base := "https://localhost:" + at.secure
	a := Start(t, append(SMTP("127.0.0.1:1"), "COULISSE_BASE_URL="+base, "COULISSE_TRUSTED_PROXIES=127.0.0.1")...)
	at.console, at.data = strings.Replace(strings.TrimPrefix(a.URL, "http://"), "localhost", "127.0.0.1", 1), a.Dir
	password := filepath.Join(at.dir, "password")
	if err := os.WriteFile(password, []byte(testkit.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := a.Run("init", "--organisation", "Nordlys Kultur", "--name", "Signe Holm",
		"--email", "signe@nordlys.example", "--password-file", password); err != nil {
		t.Fatal(out, err)
	}
	text, err := os.ReadFile(here("..", "packaging", p.example))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(at.dir, "proxy.conf")
	if err := os.WriteFile(file, []byte(p.adapt(string(text), at)), 0o600); err != nil {
		t.Fatal(err)
	}
	words := p.command(file, at)
	run := exec.Command(serverBinary(t, words[0]), words[1:]...)
	run.Env = append(os.Environ(), "HOME="+at.dir, "XDG_DATA_HOME="+at.dir, "XDG_CONFIG_HOME="+at.dir)
	said := &record{}
	run.Stdout, run.Stderr = said, said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Signal(os.Interrupt)
		_ = run.Wait()
		if t.Failed() {
			t.Log(said)
		}
	})
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	client := &http.Client{Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DialContext: func(ctx context.Context,
			_, address string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(address)
			return dialer.DialContext(ctx, "tcp4", "127.0.0.1:"+port)
		}}}
	a.await("an answer of the proxy:"+said.String(), func() bool {
		res, err := client.Get(base + "/readyz")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return at, client
}

func signInThrough(t *testing.T, at place, client *http.Client) {
	t.Helper()
	base := "https://localhost:" + at.secure
	send := func(method, address, kind string, body io.Reader, headers ...string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), method, address, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Add(headers[i], headers[i+1])
		}
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(method, address, err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		return res
	}
	const form = "application/x-www-form-urlencoded"
	body := url.Values{"email": {"signe@nordlys.example"}, "password": {testkit.Password}}.Encode()
	res := send("POST", base+"/login", form, strings.NewReader(body), "Origin", base,
		"X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "7.7.7.7")
	if res.StatusCode != http.StatusSeeOther {
		t.Fatal("signing in with Origin alone:", res.Status)
	}
	var cookies []string
	for _, c := range res.Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	address := testkit.Ask(t, filepath.Join(at.data, "data", "coulisse.db"), "SELECT address FROM sessions")
	if address != "127.0.0.2" {
		t.Error("the console took the client for", address)
	}
	res = send("POST", base+"/login", form, strings.NewReader(body), "Origin", "https://evil.example")
	if res.StatusCode != http.StatusForbidden {
		t.Error("another site's form:", res.Status)
	}
	for size, want := range map[int]int{
		16<<20 - 4096: http.StatusUnprocessableEntity, 20 << 20: http.StatusRequestEntityTooLarge,
	} {
		kind, file := testkit.Multipart(url.Values{"file": {string(bytes.Repeat([]byte("x"), size))}}, "file")
		res := send("POST", base+"/imports", kind, strings.NewReader(file),
			"Origin", base, "Cookie", strings.Join(cookies, "; "))
		if res.StatusCode != want && (want != 422 || res.StatusCode != 303) || res.Header.Get("X-Request-Id") == "" {
			t.Errorf("a file of %d bytes: %s %v", size, res.Status, res.Header)
		}
	}
	res = send("GET", "http://localhost:"+at.plain+"/login", form, nil)
	if to := res.Header.Get("Location"); res.StatusCode/100 != 3 || !strings.HasPrefix(to, "https://localhost") ||
		!strings.HasSuffix(to, "/login") {
		t.Error("by http:", res.Status, to)
	}
}
