// Package config owns the settings of an installation: their names, their defaults, where
// they come from and what makes them acceptable. The environment is read once, at start;
// nothing reads it afterwards. What the settings lead to lies with the packages that use them.
package config

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Config holds every setting. The key tags are the names in config.yaml; there each group
// is a map.
type Config struct {
	Listen         string         `key:"listen"`
	MetricsListen  string         `key:"metrics_listen"` // empty for none
	BaseURL        string         `key:"base_url"`       // scheme and host, without a slash at the end
	DataDir        string         `key:"data_dir"`
	Database       Database       `key:"database"`
	Mail           Mail           `key:"mail"`
	Session        Session        `key:"session"`
	Limits         Limits         `key:"limits"`
	TrustedProxies []netip.Prefix `key:"trusted_proxies"`
	Locale         string         `key:"locale"`
	Log            Log            `key:"log"`
}

// Database says where the data are kept.
type Database struct {
	Driver string `key:"driver"` // sqlite
	DSN    string `key:"dsn"`    // path of the file; empty for coulisse.db in the data directory
}

// Mail says how mails leave.
type Mail struct {
	Transport      string        `key:"transport"` // smtp or mailbox
	Host           string        `key:"host"`
	Port           int           `key:"port"`
	Encryption     string        `key:"encryption"` // tls, starttls or none
	AllowPlaintext bool          `key:"allow_plaintext"`
	Username       string        `key:"username"`
	Password       string        `key:"password"` // also holds what password_file held, once loaded
	PasswordFile   string        `key:"password_file"`
	From           string        `key:"from"`
	ReplyTo        string        `key:"reply_to"`  // where requests are answered by mail, without a tag; empty for nowhere
	BounceTo       string        `key:"bounce_to"` // where mails come back that do not arrive; empty for mail.from
	Timeout        time.Duration `key:"timeout"`
}

// Session says when a signed-in person has to sign in again.
type Session struct {
	Idle     time.Duration `key:"idle"`
	Absolute time.Duration `key:"absolute"`
	KeysFile string        `key:"keys_file"` // empty for keys in the data directory
}

// Limits bound what one person or one address may cost.
type Limits struct {
	Body          int           `key:"body"`            // bytes
	Import        int           `key:"import"`          // bytes of an uploaded file
	Letter        int           `key:"letter"`          // bytes of an uploaded letter
	SignInAccount int           `key:"sign_in_account"` // failures
	SignInAddress int           `key:"sign_in_address"` // failures
	Lock          time.Duration `key:"lock"`
	PasswordSlots int           `key:"password_slots"` // 0: one less than the processor has cores
	PasswordWait  time.Duration `key:"password_wait"`
	MailPerPerson int           `key:"mail_per_person"` // mails an hour
}

// Log says how the log is written.
type Log struct {
	Format string `key:"format"` // text or json
	Level  string `key:"level"`  // debug, info, warn or error
}

// Default returns the settings for a first look on one's own machine.
func Default() *Config {
	return &Config{
		Listen:   "127.0.0.1:8080",
		BaseURL:  "http://localhost:8080",
		DataDir:  "data",
		Database: Database{Driver: "sqlite"},
		Mail: Mail{
			Transport:  "mailbox",
			Port:       587,
			Encryption: "starttls",
			From:       "Coulisse <coulisse@localhost>",
			Timeout:    30 * time.Second,
		},
		Session: Session{Idle: 30 * time.Minute, Absolute: 12 * time.Hour},
		Limits: Limits{
			Body:          1 << 20,
			Import:        16 << 20,
			Letter:        5 << 20,
			SignInAccount: 10,
			SignInAddress: 50,
			Lock:          15 * time.Minute,
			PasswordWait:  2 * time.Second,
			MailPerPerson: 5,
		},
		Locale: "en",
		Log:    Log{Format: "text", Level: "info"},
	}
}

// DatabasePath is the file that holds the database.
func (c *Config) DatabasePath() string {
	if c.Database.DSN != "" {
		return c.Database.DSN
	}
	return filepath.Join(c.DataDir, "coulisse.db")
}

// KeysPath is the file that holds the installation's key.
func (c *Config) KeysPath() string {
	if c.Session.KeysFile != "" {
		return c.Session.KeysFile
	}
	return filepath.Join(c.DataDir, "keys")
}

// Secure tells whether people reach the console over https.
func (c *Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Mailbox tells whether mails are kept and shown instead of sent.
func (c *Config) Mailbox() bool { return c.Mail.Transport == "mailbox" }

// Slots is how many passwords may be hashed at once; one core is left to the pages.
func (l Limits) Slots() int {
	if l.PasswordSlots > 0 {
		return l.PasswordSlots
	}
	return max(1, runtime.NumCPU()-1)
}

// Cookie is the name of the session's cookie, or of another one of the console's own. Browsers
// keep cookies by host and not by port, so that the port of base_url is part of the name: two
// consoles on one host do not sign each other's people out. Under https the name keeps other
// hosts of the domain from setting it (ASVS 3.3.3).
func (c *Config) Cookie(what string) string {
	name := "coulisse"
	if what != "" {
		name += "-" + what
	}
	if u, err := url.Parse(c.BaseURL); err == nil && u.Port() != "" {
		name += "-" + u.Port()
	}
	if c.Secure() {
		name = "__Host-" + name
	}
	return name
}
