package config

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

var prefixes = cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })

// write puts a settings file into a folder of the test's own.
func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func load(t *testing.T, text string, environ ...string) *Config {
	t.Helper()
	c, err := Load(write(t, text), environ)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// faults are the lines of the error, with the folder cut off.
func faults(t *testing.T, text string, environ ...string) []string {
	t.Helper()
	name := write(t, text)
	c, err := Load(name, environ)
	if err == nil {
		t.Fatalf("these settings were taken:\n%s\n%q", text, environ)
	}
	if c != nil {
		t.Error("settings came back beside an error")
	}
	return strings.Split(strings.ReplaceAll(err.Error(), name, "config.yaml"), "\n")
}

func TestDefaultsAreAcceptable(t *testing.T) {
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), c, prefixes); diff != "" {
		t.Error(diff)
	}
	for _, empty := range []string{"", "# nothing\n", "mail:\n  # host: x\n", "locale:\n"} {
		if diff := cmp.Diff(Default(), load(t, empty), prefixes); diff != "" {
			t.Errorf("%q: %s", empty, diff)
		}
	}
}

func TestConfigFileHoldsEveryKeyWithItsDefaultAndAComment(t *testing.T) {
	const name = "../config.yaml"
	c, err := Load(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), c, prefixes, cmp.Transformer("list", func(p []netip.Prefix) int { return len(p) })); diff != "" {
		t.Errorf("the file differs from the defaults: %s", diff)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	commented := map[string]bool{}
	gather(doc.Content[0], "", commented)
	for _, s := range settings(Default()) {
		switch comment, there := commented[s.key]; {
		case !there:
			t.Errorf("%s is missing", s.key)
		case !comment:
			t.Errorf("%s has no comment", s.key)
		}
	}
}

// gather notes for every key that holds a value whether a comment stands beside it.
func gather(n *yaml.Node, prefix string, commented map[string]bool) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind == yaml.MappingNode {
			gather(value, prefix+key.Value+".", commented)
			continue
		}
		commented[prefix+key.Value] = key.LineComment != "" || value.LineComment != ""
	}
}

func TestFileGoesBeforeDefaultsAndEnvironmentBeforeFile(t *testing.T) {
	c := load(t, `
listen: 127.0.0.1:9000
mail: {port: 2525, allow_plaintext: true}
session:
  idle: 5m
trusted_proxies: []
locale: fr
`, "HOME=/root", "COULISSE_LOCALE=da", "COULISSE_MAIL__PORT=26", "COULISSE_SESSION__ABSOLUTE=1h", "COULISSE_DATABASE__DSN=/a=b")
	want := Default()
	want.Listen = "127.0.0.1:9000"
	want.Mail.Port = 26
	want.Mail.AllowPlaintext = true
	want.Session.Idle = 5 * time.Minute
	want.Session.Absolute = time.Hour
	want.Locale = "da"
	want.Database.DSN = "/a=b"
	want.TrustedProxies = c.TrustedProxies
	if diff := cmp.Diff(want, c, prefixes); diff != "" {
		t.Error(diff)
	}
}

func TestProxiesAreAddressesOrNetworks(t *testing.T) {
	const smtp = "mail: {transport: smtp, host: localhost}\n"
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for what, c := range map[string]*Config{
		"file":        load(t, smtp+"trusted_proxies: [10.1.2.3/8, '::1']"),
		"environment": load(t, smtp, "COULISSE_TRUSTED_PROXIES=10.0.0.0/8, ::1"),
	} {
		if diff := cmp.Diff(want, c.TrustedProxies, prefixes); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

func TestEveryFaultIsListedAtOnceWithItsPlace(t *testing.T) {
	got := faults(t, `listen: nowhere
mail:
  port: many
  colour: blue
  timeout: 3 weeks
  allow_plaintext: yes
locale: [en]
session: 30m
port: 8080
log:
  level: loud
log:
  format: xml
mail.host: smtp.example.org
trusted_proxies: [here, 10.0.0.0/8, there]
`, "COULISSE_LIMITS__BODY=1MB", "COULISSE_LOG__FORMAT=xml", "COULISSE_PORT=80", "COULISSE_MAIL=x", "COULISSE_mail__host=x", "COULISSE_MAIL.HOST=x")
	want := []string{
		`config.yaml:1: listen: "nowhere" is not an address and a port such as 127.0.0.1:8080`,
		`config.yaml:3: mail.port: "many" is not a whole number`,
		`config.yaml:4: mail.colour: there is no such key`,
		`config.yaml:5: mail.timeout: "3 weeks" is not a duration such as 30s, 15m or 12h`,
		`config.yaml:6: mail.allow_plaintext: "yes" is neither true nor false`,
		`config.yaml:7: locale: takes one plain value`,
		`config.yaml:8: session: is a group of keys, not a value`,
		`config.yaml:9: port: there is no such key`,
		`config.yaml:11: log.level: "loud" is not one of: debug, info, warn, error`,
		`config.yaml:12: log: stands in line 10 already`,
		`config.yaml:14: mail.host: there is no such key`,
		`config.yaml:15: trusted_proxies: "here" is neither an address nor a network such as 10.0.0.0/8; "there" is neither an address nor a network such as 10.0.0.0/8`,
		`COULISSE_LIMITS__BODY: limits.body: "1MB" is not a whole number`,
		`COULISSE_LOG__FORMAT: log.format: "xml" is not one of: text, json`,
		`COULISSE_MAIL: no setting has this name`,
		`COULISSE_MAIL.HOST: no setting has this name`,
		`COULISSE_PORT: no setting has this name`,
		`COULISSE_mail__host: no setting has this name`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFileThatIsNotSettingsIsRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a: [\nb", "config.yaml:3: not YAML: "},
		{"locale: en\n\tlog: x", "config.yaml:2: not YAML: "},
		{"- listen", "config.yaml:1: is a group of keys, not a value"},
		{"locale: en\n---\nlocale: fr", "config.yaml:2: a second document begins here"},
		{"locale: &a en\nbase_url: *a", "config.yaml:2: base_url: takes one plain value"},
		{"locale: en\nlocale: fr", "config.yaml:2: locale: stands in line 1 already"},
	} {
		if got := faults(t, c.text); len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("%q gave %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	_, err := Load("no/such.yaml", nil)
	if err == nil || err.Error() != "no/such.yaml: cannot be read: no such file or directory" {
		t.Errorf("got %v", err)
	}
	dir := t.TempDir()
	if _, err := Load(dir, nil); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("got %v", err)
	}
}

func TestEverySettingCanBeSetByItsVariable(t *testing.T) {
	for _, s := range settings(Default()) {
		_, err := Load("", []string{Variable(s.key) + "=\x01"})
		if err != nil && strings.Contains(err.Error(), "no setting has this name") {
			t.Errorf("%s: %v", s.key, err)
		}
	}
}
