package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	const smtp = "mail: {transport: smtp, host: mail.example.org, from: a@example.org"
	for _, c := range []struct{ text, want string }{
		{"listen: 127.0.0.1:99999", `listen: "99999" is not a port`},
		{"listen: 127.0.0.1:http", `listen: "http" is not a port`},
		{"listen: http://x:80", `listen: "http://x:80" is not an address`},
		{"listen: ''", `listen: "" is not an address`},
		{"metrics_listen: 127.0.0.1", `metrics_listen: "127.0.0.1" is not an address`},
		{"metrics_listen: 127.0.0.1:8080", "metrics_listen: must not be where the console is"},

		{"base_url: ''", "base_url: is not an address"},
		{"base_url: localhost:8080", "base_url: is not an address"},
		{"base_url: 'http:localhost'", "base_url: is not an address"},
		{"base_url: 'http://localhost:'", "base_url: is not an address"},
		{"base_url: 'http://localhost:0'", "base_url: is not an address"},
		{"base_url: 'http://localhost:70000'", "base_url: is not an address"},
		{"base_url: 'http://ho st'", "base_url: is not an address"},
		{"base_url: http://localhost/console", "base_url: must end after the host"},
		{"base_url: http://localhost//", "base_url: must end after the host"},
		{"base_url: http://localhost?a=b", "base_url: must end after the host"},
		{"base_url: http://localhost?", "base_url: must end after the host"},
		{"base_url: 'http://localhost#x'", "base_url: must end after the host"},
		{"base_url: 'http://localhost#'", "base_url: must end after the host"},
		{"base_url: http://ana:secret@localhost", "base_url: must not hold a user name"},
		{"base_url: ftp://localhost", "base_url: must begin with https://"},

		{"data_dir: ' '", "data_dir: must name a folder"},
		{"database: {driver: postgres}", "database.driver: postgres comes with a later version; this one keeps its data in sqlite"},
		{"database: {driver: mysql}", `database.driver: "mysql" is not one of: sqlite`},
		{"database: {dsn: 'file:x.db'}", "database.dsn: must be the path of a file"},
		{"database: {dsn: 'x.db?mode=ro'}", "database.dsn: must be the path of a file"},
		{"database: {dsn: ':memory:'}", "database.dsn: must be the path of a file"},

		{"mail: {transport: pigeon}", `mail.transport: "pigeon" is not one of: smtp, mailbox`},
		{"mail: {encryption: ssl}", `mail.encryption: "ssl" is not one of: tls, starttls, none`},
		{"mail: {port: 0}", "mail.port: 0 is not between 1 and 65535"},
		{"mail: {port: 65536}", "mail.port: 65536 is not between"},
		{"mail: {timeout: 0s}", "mail.timeout: 0s is not between 1s and 10m0s"},
		{"mail: {timeout: 11m}", "mail.timeout: 11m0s is not between"},
		{"mail: {from: Coulisse}", `mail.from: "Coulisse" is not an address`},
		{"mail: {from: ''}", `mail.from: "" is not an address`},
		{"mail: {transport: smtp}", "mail.host: must name the mail server"},
		{"mail: {transport: smtp, from: a@example.org, host: 'mail.example.org:25'}", "mail.host: \"mail.example.org:25\" is not the name"},
		{"mail: {transport: smtp, from: a@example.org, host: 'smtp://mail'}", `mail.host: "smtp://mail" is not the name`},
		{"mail: {transport: smtp, host: mail.example.org}", "mail.from: must be an address of your own domain"},
		{smtp + ", encryption: none}", "mail.encryption: none sends mails and password in clear"},
		{smtp + ", username: ana}", "mail.username: user name and password belong together"},
		{smtp + ", password: geheim}", "mail.username: user name and password belong together"},
		{smtp + ", username: ana, password_file: /no/such}", "mail.password_file: cannot be read: no such file or directory"},

		{"session: {idle: 59s}", "session.idle: 59s is not between 1m0s"},
		{"session: {idle: -1m}", "session.idle: -1m0s is not between"},
		{"session: {absolute: 10m}", "session.idle: is longer than session.absolute"},
		{"session: {absolute: 1000h}", "session.absolute: 1000h0m0s is not between"},

		{"limits: {body: 1}", "limits.body: 1 is not between 65536 and 67108864"},
		{"limits: {import: 0}", "limits.import: 0 is not between 65536 and 67108864"},
		{"limits: {letter: 0}", "limits.letter: 0 is not between 65536 and 67108864"},
		{"limits: {sign_in_account: 0}", "limits.sign_in_account: 0 is not between"},
		{"limits: {sign_in_address: 0}", "limits.sign_in_address: 0 is not between"},
		{"limits: {lock: 0s}", "limits.lock: 0s is not between"},
		{"limits: {password_slots: -1}", "limits.password_slots: -1 is not between"},
		{"limits: {password_wait: 2m}", "limits.password_wait: 2m0s is not between"},
		{"limits: {mail_per_person: 0}", "limits.mail_per_person: 0 is not between"},

		{"locale: de", `locale: "de" is not one of: en, fr, da`},
		{"log: {format: xml}", `log.format: "xml" is not one of: text, json`},
		{"log: {level: trace}", `log.level: "trace" is not one of`},
	} {
		got := faults(t, c.text)
		if !strings.HasPrefix(got[0], "config.yaml:1: "+c.want) {
			t.Errorf("%s\ngave %q\nwant %q", c.text, got, c.want)
		}
		if len(got) > 1 {
			t.Errorf("%s gave more than one fault: %q", c.text, got)
		}
	}
}

// Plain http to another machine would send passwords in clear.
func TestHTTPIsForThisMachineAlone(t *testing.T) {
	const smtp = "mail: {transport: smtp, host: localhost}\n"
	for _, host := range []string{"console.example.org", "192.168.1.2:8080", "0.0.0.0", "localhost.example.org", "127.1"} {
		if got := faults(t, smtp+"base_url: http://"+host); !strings.Contains(got[0], "must begin with https://, because") {
			t.Errorf("%s: %q", host, got)
		}
	}
	for _, url := range []string{"http://localhost", "http://127.0.0.2:8080", "http://[::1]:8080", "https://console.example.org", "https://console.example.org:8443"} {
		if c := load(t, smtp+"base_url: '"+url+"'"); c.BaseURL != url || c.Secure() != strings.HasPrefix(url, "https") {
			t.Errorf("%s became %s, secure %v", url, c.BaseURL, c.Secure())
		}
	}
	if c := load(t, smtp+"base_url: HTTPS://Console.Example.org/"); c.BaseURL != "https://console.example.org" {
		t.Errorf("got %s", c.BaseURL)
	}
}

// The mailbox shows links that reset other people's passwords.
func TestMailboxIsRefusedWhereOthersCouldReachIt(t *testing.T) {
	for _, c := range []struct{ text, why string }{
		{"base_url: https://console.example.org", "base_url leads to another machine"},
		{"listen: :8080", "listen is open to other machines"},
		{"listen: 0.0.0.0:8080", "listen is open to other machines"},
		{"listen: '[::]:8080'", "listen is open to other machines"},
		{"listen: 192.168.1.2:8080", "listen is open to other machines"},
		{"trusted_proxies: [127.0.0.1]", "trusted_proxies is not empty"},
		{"listen: :8080\ntrusted_proxies: [10.0.0.1]", "listen is open to other machines and trusted_proxies is not empty"},
	} {
		got := faults(t, c.text)
		if len(got) != 1 || !strings.HasPrefix(got[0], "config.yaml:1: mail.transport: mailbox shows everyone's links") || !strings.Contains(got[0], "but "+c.why+";") {
			t.Errorf("%s gave %q", c.text, got)
		}
	}
	for _, text := range []string{"listen: localhost:80", "listen: 127.0.0.1:0", "listen: '[::1]:8080'"} {
		load(t, text)
	}
}

func TestPlaintextMailNeedsThisMachineOrAnExplicitYes(t *testing.T) {
	for _, text := range []string{
		"mail: {transport: smtp, host: localhost, encryption: none}",
		"mail: {transport: smtp, host: 127.0.0.1, port: 25, encryption: none}",
		"mail: {transport: smtp, host: '::1', encryption: none}",
		"mail: {transport: smtp, host: mail.example.org, from: a@example.org, encryption: none, allow_plaintext: true}",
	} {
		load(t, text)
	}
}

func TestProxiesMustNotBeEveryone(t *testing.T) {
	for _, everyone := range []string{"0.0.0.0/0", "::/0"} {
		got := faults(t, "mail: {transport: smtp, host: localhost}\ntrusted_proxies: ['"+everyone+"']")
		if !strings.Contains(got[0], "trusted_proxies: "+everyone+" would let anyone claim any address") {
			t.Errorf("%s: %q", everyone, got)
		}
	}
}

func TestPasswordComesFromItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	settings := "mail: {transport: smtp, host: localhost, username: ana, password_file: " + file
	for _, c := range []struct{ content, more, want, fault string }{
		{content: "geheim nis\n", want: "geheim nis"},
		{content: "geheim\r\n", want: "geheim"},
		{content: "geheim", more: ", password: geheim", want: "geheim"},
		{content: "\n", fault: "must hold the password in one line"},
		{content: "a\nb\n", fault: "must hold the password in one line"},
		{content: "geheim", more: ", password: anders", fault: "the password is given twice"},
	} {
		if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if c.fault == "" {
			loaded := load(t, settings+c.more+"}")
			if err := loaded.Validate(); err != nil || loaded.Mail.Password != c.want {
				t.Errorf("%q: %q, %v", c.content, loaded.Mail.Password, err)
			}
			continue
		}
		got := faults(t, settings+c.more+"}")
		if len(got) != 1 || !strings.Contains(got[0], "mail.password_file: "+c.fault) {
			t.Errorf("%q: %q", c.content, got)
		}
	}
}

func TestNoFaultQuotesASecret(t *testing.T) {
	got := faults(t, "base_url: http://ana:hemmelig@localhost:x\nmail: {password: hemmelig, password_file: /no/such, port: x}")
	if strings.Contains(strings.Join(got, "\n"), "hemmelig") {
		t.Errorf("a password stands in %q", got)
	}
}

func TestSettingsPutTogetherByHandAreChecked(t *testing.T) {
	c := Default()
	c.Locale, c.Listen = "de", ":80"
	err := c.Validate()
	if err == nil {
		t.Fatal("they were taken")
	}
	want := []string{"mail.transport: mailbox shows", `locale: "de" is not one of`}
	got := strings.Split(err.Error(), "\n")
	if len(got) != 2 || !strings.HasPrefix(got[0], want[0]) || !strings.HasPrefix(got[1], want[1]) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPathsFollowTheDataDirectory(t *testing.T) {
	c := Default()
	c.DataDir = "/srv/coulisse"
	if c.DatabasePath() != "/srv/coulisse/coulisse.db" || c.KeysPath() != "/srv/coulisse/keys" {
		t.Errorf("got %s and %s", c.DatabasePath(), c.KeysPath())
	}
	c.Database.DSN, c.Session.KeysFile = "/d.db", "/k"
	if c.DatabasePath() != "/d.db" || c.KeysPath() != "/k" {
		t.Errorf("got %s and %s", c.DatabasePath(), c.KeysPath())
	}
}

func TestThereIsAlwaysAPasswordSlot(t *testing.T) {
	if n := (Limits{}).Slots(); n < 1 {
		t.Errorf("%d slots", n)
	}
	if n := (Limits{PasswordSlots: 7}).Slots(); n != 7 {
		t.Errorf("%d slots", n)
	}
}
