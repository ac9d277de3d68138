package config

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"coulisse/i18n"
)

// Validate tells everything that is wrong with settings put together by hand; Load has
// done it for what it returns. The error is of type Faults.
func (c *Config) Validate() error {
	var r report
	c.check(&r)
	return r.err()
}

func (c *Config) check(r *report) {
	c.checkAddresses(r)
	c.checkStorage(r)
	c.Mail.check(r)
	if c.Mailbox() {
		c.checkMailbox(r)
	}
	c.Session.check(r)
	c.Limits.check(r)
	oneOf(r, "locale", c.Locale, i18n.Tags()...)
	oneOf(r, "log.format", c.Log.Format, "text", "json")
	oneOf(r, "log.level", c.Log.Level, "debug", "info", "warn", "error")
}

func (c *Config) checkAddresses(r *report) {
	checkListen(r, "listen", c.Listen)
	c.checkMetrics(r)
	c.checkBaseURL(r)
	for _, p := range c.TrustedProxies {
		if p.Bits() == 0 {
			r.add("trusted_proxies", "%s would let anyone claim any address; name the proxies", p)
		}
	}
}

// checkMetrics keeps the metrics, which need no password, off the console's own address.
func (c *Config) checkMetrics(r *report) {
	if c.MetricsListen == "" {
		return
	}
	checkListen(r, "metrics_listen", c.MetricsListen)
	if _, port, err := net.SplitHostPort(c.MetricsListen); err == nil && port != "0" && c.MetricsListen == c.Listen {
		r.blame([]string{"metrics_listen", "listen"}, "must not be where the console is; leave it empty for no metrics")
	}
}

// checkListen takes an IP address or a host name, and a port; without a host every
// address of the machine is meant. Port 0 lets the system choose.
func checkListen(r *report, key, address string) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || strings.ContainsAny(host, " /@") {
		r.add(key, "%q is not an address and a port such as 127.0.0.1:8080", address)
		return
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		r.add(key, "%q is not a port from 0 to 65535", port)
	}
}

// checkBaseURL lets the address be nothing but a scheme and a host, and drops a single
// slash at its end. The address is never quoted: it may hold a password.
func (c *Config) checkBaseURL(r *report) {
	const key = "base_url"
	u, err := url.Parse(strings.TrimSuffix(c.BaseURL, "/"))
	if err != nil || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") || badPort(u.Port()) {
		r.add(key, "is not an address such as https://console.example.org")
		return
	}
	switch {
	case u.User != nil:
		r.add(key, "must not hold a user name or password")
	case u.Path != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(c.BaseURL, "#"):
		r.add(key, "must end after the host: no path, no query, no fragment")
	case u.Scheme != "https" && u.Scheme != "http":
		r.add(key, "must begin with https:// (or http:// on this machine alone)")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		r.add(key, "must begin with https://, because http:// is for localhost alone")
	default:
		c.BaseURL = u.Scheme + "://" + strings.ToLower(u.Host)
	}
}

func badPort(port string) bool {
	if port == "" {
		return false
	}
	n, err := strconv.Atoi(port)
	return err != nil || n < 1 || n > 65535
}

// loopback tells whether a host name or address means this machine alone.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

func (c *Config) checkStorage(r *report) {
	if strings.TrimSpace(c.DataDir) == "" {
		r.add("data_dir", "must name a folder")
	}
	switch c.Database.Driver {
	case "sqlite":
		if strings.HasPrefix(c.Database.DSN, "file:") || strings.ContainsAny(c.Database.DSN, "?") || strings.HasPrefix(c.Database.DSN, ":") {
			r.add("database.dsn", "must be the path of a file; Coulisse adds the options itself")
		}
	case "postgres":
		r.add("database.driver", "postgres comes with a later version; this one keeps its data in sqlite")
	default:
		oneOf(r, "database.driver", c.Database.Driver, "sqlite")
	}
}

func (s Session) check(r *report) {
	within(r, "session.idle", s.Idle, time.Minute, 30*24*time.Hour)
	within(r, "session.absolute", s.Absolute, time.Minute, 30*24*time.Hour)
	if s.Idle > s.Absolute {
		r.blame([]string{"session.idle", "session.absolute"}, "is longer than session.absolute")
	}
}

func (l Limits) check(r *report) {
	between(r, "limits.body", l.Body, 64<<10, 64<<20)
	between(r, "limits.import", l.Import, 64<<10, 64<<20)
	between(r, "limits.letter", l.Letter, 64<<10, 64<<20)
	between(r, "limits.sign_in_account", l.SignInAccount, 1, 1000)
	between(r, "limits.sign_in_address", l.SignInAddress, 1, 100_000)
	within(r, "limits.lock", l.Lock, time.Second, 24*time.Hour)
	between(r, "limits.password_slots", l.PasswordSlots, 0, 256)
	within(r, "limits.password_wait", l.PasswordWait, 0, time.Minute)
	between(r, "limits.mail_per_person", l.MailPerPerson, 1, 1000)
}

func oneOf(r *report, key, value string, offered ...string) {
	if !slices.Contains(offered, value) {
		r.add(key, "%q is not one of: %s", value, strings.Join(offered, ", "))
	}
}

func between(r *report, key string, n, low, high int) {
	if n < low || n > high {
		r.add(key, "%d is not between %d and %d", n, low, high)
	}
}

func within(r *report, key string, d, low, high time.Duration) {
	if d < low || d > high {
		r.add(key, "%v is not between %v and %v", d, low, high)
	}
}
