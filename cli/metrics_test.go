package cli

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// families are the metrics by name, as Prometheus would read them.
type families map[string]*dto.MetricFamily

// watched runs a founded console with metrics, and tells where they are.
func watched(t *testing.T, env ...string) (console, metrics string, stop func() int) {
	t.Helper()
	installed(t)
	env = append([]string{"COULISSE_DATA_DIR=data", "COULISSE_METRICS_LISTEN=127.0.0.1:0"}, env...)
	console, out, _, stop := serving(t, env...)
	found := regexp.MustCompile(`Metrics are at (http://127\.0\.0\.1:\d+)/metrics`).FindStringSubmatch(out.String())
	if found == nil {
		t.Fatal(out.String())
	}
	return console, found[1], stop
}

// scrape asks for the metrics and reads them.
func scrape(t *testing.T, metrics string) families {
	t.Helper()
	r, err := http.Get(metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if kind := r.Header.Get("Content-Type"); r.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/plain; version=0.0.4") {
		t.Fatal(r.Status, kind)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	read, err := parser.TextToMetricFamilies(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// value is what a metric stands at, with all of these labels ("name=value"); -1 for none.
func (f families) value(name string, labels ...string) float64 {
	for _, m := range f[name].GetMetric() {
		var has []string
		for _, l := range m.GetLabel() {
			has = append(has, l.GetName()+"="+l.GetValue())
		}
		if slices.ContainsFunc(labels, func(l string) bool { return !slices.Contains(has, l) }) {
			continue
		}
		switch {
		case m.Counter != nil:
			return m.GetCounter().GetValue()
		case m.Histogram != nil:
			return float64(m.GetHistogram().GetSampleCount())
		}
		return m.GetGauge().GetValue()
	}
	return -1
}

// send sends a form as a browser would, or asks for a page without one; it follows nothing.
func send(t *testing.T, method, address string, form url.Values) int {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

func signIn(password string) url.Values {
	return url.Values{"email": {"signe@nordlys.example"}, "password": {password}}
}

func TestMetricsTellWhatTheConsoleDoes(t *testing.T) {
	console, metrics, stop := watched(t)
	defer stop()
	for _, c := range []struct {
		method, path string
		form         url.Values
		want         int
	}{
		{"GET", "/login", nil, 200}, {"POST", "/login", signIn("eight loud lanterns"), 422}, {"POST", "/login", signIn("seven quiet lanterns"), 303},
		{"GET", "/users", nil, 303}, {"GET", "/chosen-by-outsiders", nil, 404}, {"BREW", "/login", nil, 403}, {"GET", "/invitations/chosen-by-outsiders", nil, 404},
		{"POST", "/password/forgot", url.Values{"email": {"signe@nordlys.example"}}, 303},
	} {
		if got := send(t, c.method, console+c.path, c.form); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got, c.want)
		}
	}
	var f families
	eventually(t, "the mail to leave", func() bool {
		f = scrape(t, metrics)
		return f.value("coulisse_mails_total", "outcome=sent") > 0
	})
	const requests, took = "coulisse_http_requests_total", "coulisse_http_request_duration_seconds"
	for _, c := range []struct {
		want   float64
		name   string
		labels []string
	}{
		{1, requests, []string{"route=login.form", "class=2xx"}}, {1, requests, []string{"route=login.create", "class=3xx"}},
		{1, requests, []string{"route=login.create", "class=4xx"}}, {2, took, []string{"route=login.create"}},
		{2, requests, []string{"route=none", "class=4xx"}}, {1, requests, []string{"route=invitation.show", "class=4xx"}},
		{1, "coulisse_sign_ins_total", []string{"outcome=succeeded"}}, {1, "coulisse_sign_ins_total", []string{"outcome=refused"}},
		{0, "coulisse_sign_ins_total", []string{"outcome=locked"}}, {1, "coulisse_mails_total", []string{"outcome=sent"}},
		{0, "coulisse_mails_total", []string{"outcome=given_up"}}, {1, "coulisse_sessions", nil}, {0, "coulisse_outbox_mails", nil},
		{1, "coulisse_database_up", nil}, {0, "coulisse_database_connections", []string{"pool=write", "state=in_use"}}, {1, "coulisse_build_info", nil},
	} {
		if got := f.value(c.name, c.labels...); got != c.want {
			t.Errorf("%s%v is %v, want %v", c.name, c.labels, got, c.want)
		}
	}
	if f["go_goroutines"] == nil || f["process_resident_memory_bytes"] == nil {
		t.Error("nothing about the process")
	}
}

// Somebody asks for ten thousand addresses that do not exist, with methods of their own.
func TestOutsidersChooseNoLabel(t *testing.T) {
	console, metrics, stop := watched(t)
	defer stop()
	for _, path := range []string{"/outsider", "/static/outsider", "/users/outsider", "/setup/outsider", "/outsider?outsider=outsider"} {
		for _, method := range []string{"GET", "HEAD", "POST", "OUTSIDER"} {
			send(t, method, console+path, url.Values{"email": {"outsider@example.org"}, "password": {"outsider"}})
		}
	}
	send(t, "POST", console+"/login", url.Values{"email": {"outsider@example.org"}, "password": {"outsider's password"}})
	for name, family := range scrape(t, metrics) {
		for _, m := range family.GetMetric() {
			if strings.Contains(strings.ToLower(m.String()), "outsider") {
				t.Errorf("%s: %s", name, m)
			}
		}
	}
}

func TestWaitingMailsAreInTheMetrics(t *testing.T) {
	console, metrics, stop := watched(t, "COULISSE_MAIL__TRANSPORT=smtp", "COULISSE_MAIL__HOST=127.0.0.1", "COULISSE_MAIL__PORT=9",
		"COULISSE_MAIL__ENCRYPTION=none", "COULISSE_MAIL__FROM=box@nordlys.example")
	defer stop()
	send(t, "POST", console+"/password/forgot", url.Values{"email": {"signe@nordlys.example"}})
	eventually(t, "the mail that waits to be told", func() bool {
		f := scrape(t, metrics)
		return f.value("coulisse_mails_total", "outcome=postponed") >= 1 && f.value("coulisse_outbox_mails") == 1 && f.value("coulisse_outbox_oldest_seconds") > 0
	})
}

func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	console, metrics, stop := watched(t)
	if got := send(t, "GET", console+"/metrics", nil); got != http.StatusNotFound {
		t.Error("on the console's address:", got)
	}
	for path, want := range map[string]int{"/": 404, "/login": 404, "/healthz": 404, "/debug/pprof/": 404} {
		if got := send(t, "GET", metrics+path, nil); got != want {
			t.Errorf("%s beside the metrics: %d", path, got)
		}
	}
	if got := send(t, "POST", metrics+"/metrics", nil); got != http.StatusMethodNotAllowed {
		t.Error(got)
	}
	waiting, err := net.Dial("tcp", strings.TrimPrefix(metrics, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer waiting.Close()
	if _, err := waiting.Write([]byte("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(waiting), nil)
	if err != nil || answer.StatusCode != http.StatusNotFound {
		t.Fatal(answer, err)
	}
	if code := stop(); code != succeeded {
		t.Error("it did not stop in good order:", code)
	}
	_ = waiting.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadAll(waiting); err != nil {
		t.Error("a connection outlives the stop:", err)
	}
	if l, err := net.Listen("tcp", strings.TrimPrefix(metrics, "http://")); err != nil {
		t.Error("the port is still held:", err)
	} else {
		_ = l.Close()
	}
}

func TestWithoutAnAddressThereAreNoMetrics(t *testing.T) {
	url, out, _, stop := serving(t)
	defer stop()
	if strings.Contains(out.String(), "Metrics") || send(t, "GET", url+"/metrics", nil) != http.StatusNotFound {
		t.Error(out.String())
	}
}

func TestAMetricsPortInUseIsToldInOneLineAndChangesNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := filepath.Join(t.TempDir(), "data")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = free.Close()
	var out, log bytes.Buffer
	code := Run(t.Context(), nil, []string{"COULISSE_LISTEN=" + free.Addr().String(), "COULISSE_METRICS_LISTEN=" + taken.Addr().String(), "COULISSE_DATA_DIR=" + dir}, strings.NewReader(""), &out, &log)
	if code != failed || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "address already in use") || !strings.Contains(log.String(), "COULISSE_METRICS_LISTEN") {
		t.Errorf("%d %q", code, log.String())
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("a database was made although it could not be watched")
	}
	if free, err = net.Listen("tcp", free.Addr().String()); err != nil {
		t.Fatal("the console's own port is still held:", err)
	}
	_ = free.Close()
}
