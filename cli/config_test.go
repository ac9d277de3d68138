package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fine = outcome{code: succeeded, stdout: "configuration is fine\n"}

func TestConfigCheckTakesTheDefaultsWithoutAFile(t *testing.T) {
	for _, args := range [][]string{{"config", "check"}, {"--config", "", "config", "check"}} {
		if diff := cmp.Diff(fine, run(t, nil, args...), cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%q: %s", args, diff)
		}
	}
}

func TestConfigCheckListsEveryFault(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "config.yaml", "locale: de\nmail:\n  colour: blue\n")
	got := runHere(t, []string{"COULISSE_LOG__LEVEL=loud"}, "config", "check")
	want := outcome{code: failed, stderr: `coulisse: these settings cannot be used:
config.yaml:1: locale: "de" is not one of: en, fr, da
config.yaml:3: mail.colour: there is no such key
COULISSE_LOG__LEVEL: log.level: "loud" is not one of: debug, info, warn, error
`}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" {
		t.Error(diff)
	}
}

func TestConfigFlagNamesAnotherFile(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "config.yaml", "locale: de\n")
	writeFile(t, "other.yaml", "locale: da\n")
	for _, args := range [][]string{
		{"--config", "other.yaml", "config", "check"},
		{"config", "check", "--config=other.yaml"},
		{"--config", "absent.yaml", "config", "check", "--config", "other.yaml"},
	} {
		if diff := cmp.Diff(fine, runHere(t, nil, args...), cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%q: %s", args, diff)
		}
	}
	got := runHere(t, nil, "--config", "absent.yaml", "config", "check")
	want := outcome{code: failed, stderr: "coulisse: these settings cannot be used:\nabsent.yaml: cannot be read: no such file or directory\n"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" {
		t.Error(diff)
	}
}

// Behind a proxy that nobody named, fifty wrong passwords of one person lock everybody out.
func TestAnAddressUnderHTTPSWithoutTrustedProxiesIsAWarning(t *testing.T) {
	t.Chdir(t.TempDir())
	const settings = "base_url: https://console.example.org\nmail: {transport: smtp, host: localhost}\n"
	writeFile(t, "config.yaml", settings)
	got := runHere(t, nil, "config", "check")
	if got.code != succeeded || !strings.HasPrefix(got.stdout, "warning: trusted_proxies: is empty") || strings.Contains(got.stdout, "is fine") {
		t.Errorf("%+v", got)
	}
	writeFile(t, "config.yaml", settings+"trusted_proxies: [127.0.0.1]\n")
	if diff := cmp.Diff(fine, runHere(t, nil, "config", "check"), cmp.AllowUnexported(outcome{})); diff != "" {
		t.Error(diff)
	}
}

func TestTheStartWarnsOfTheSame(t *testing.T) {
	for proxies, warned := range map[string]bool{"": true, "127.0.0.1": false} {
		_, _, log, stop := serving(t, "COULISSE_BASE_URL=https://console.example.org", "COULISSE_MAIL__TRANSPORT=smtp", "COULISSE_MAIL__HOST=localhost", "COULISSE_TRUSTED_PROXIES="+proxies)
		if code := stop(); code != succeeded || strings.Contains(log.String(), "level=WARN") != warned || strings.Contains(log.String(), "trusted_proxies") != warned {
			t.Errorf("proxies %q: %d %s", proxies, code, log)
		}
	}
}
