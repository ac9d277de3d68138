package postfix_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"coulisse/testkit"
)

// postfix is a Postfix of its own, in a folder of its own and on ports of this machine, set up by the files
// beside this test; of those only the paths, the ports and the user are others.
type postfix struct {
	dir        string
	port       int // where other mail servers hand mails over
	submission int // where Coulisse does
	roots      *x509.CertPool
	world      *testkit.MailServer // of all domains but ours
}

// user is whom the pipe runs as, in place of coulisse.
const user = "nobody"

// start sets a Postfix that delivers some domains itself up with one of the packaged main.cf, and starts it.
func start(t *testing.T, packaged, local string) *postfix {
	t.Helper()
	dir, err := os.MkdirTemp("", "coulisse-postfix-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := &postfix{dir: dir, port: freePort(t), submission: freePort(t), world: testkit.NewMailServer(t, testkit.MailServerOptions{})}
	for _, path := range []string{"", "etc", "etc/sasl", "spool", "lib", "bin", "data"} {
		if err := os.MkdirAll(filepath.Join(dir, path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(dir, path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.certify(t)
	p.copyProgram(t)
	p.write(t, "etc/main.cf", fmt.Sprintf(base, dir, p.world.Port, local)+p.packaged(t, packaged))
	p.write(t, "etc/master.cf", fmt.Sprintf(services, p.port)+p.packaged(t, "master.cf"))
	for _, name := range []string{"coulisse_transport", "coulisse_recipients", "sasl/smtpd.conf"} {
		p.write(t, "etc/"+name, p.packaged(t, name))
	}
	run(t, "chown", "-R", user, filepath.Join(dir, "data"))
	run(t, "chown", "-R", "postfix", filepath.Join(dir, "lib"))
	p.addAccount(t)
	run(t, "/usr/sbin/postfix", "-c", filepath.Join(dir, "etc"), "start")
	t.Cleanup(func() {
		run(t, "/usr/sbin/postfix", "-c", filepath.Join(dir, "etc"), "stop")
		if t.Failed() {
			t.Logf("Postfix says:\n%s", p.log())
		}
	})
	return p
}

// base is what a Postfix on a machine of its own has already: %[1]s is its folder, %[2]d the port of the
// world around, %[3]s the domains that it delivers itself.
const base = `compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.theatre.example
mydestination = %[3]s
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
maillog_file = %[1]s/mail.log
maillog_file_prefixes = %[1]s
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_tls_security_level = none
relayhost = [127.0.0.1]:%[2]d
smtpd_tls_cert_file = %[1]s/etc/cert.pem
smtpd_tls_key_file = %[1]s/etc/key.pem
cyrus_sasl_config_path = %[1]s/etc/sasl
minimal_backoff_time = 1s
`

// services are those of the master.cf that Debian brings, without chroot.
const services = `127.0.0.1:%d inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

// packaged is a file beside this test, with the paths, the port and the user of this machine.
func (p *postfix) packaged(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return "\n" + strings.NewReplacer(
		"/usr/local/bin/coulisse", filepath.Join(p.dir, "bin/coulisse"), "/var/lib/coulisse", filepath.Join(p.dir, "data"),
		"/etc/coulisse/config.yaml", filepath.Join(p.dir, "config.yaml"), "/etc/postfix", filepath.Join(p.dir, "etc"), "/etc/sasldb2", filepath.Join(p.dir, "sasldb2"),
		"user=coulisse", "user="+user, "\nsubmission  inet", "\n127.0.0.1:"+strconv.Itoa(p.submission)+"  inet",
	).Replace(string(text))
}

func (p *postfix) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// copyProgram puts this very test, which is Coulisse under that name, where the pipe's user may run it.
func (p *postfix) copyProgram(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(p.dir, "bin/coulisse"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
}

// certify gives Postfix a certificate, for which roots vouch.
func (p *postfix) certify(t *testing.T) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	p.write(t, "etc/cert.pem", string(certificate))
	p.write(t, "etc/key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	p.roots = x509.NewCertPool()
	p.roots.AppendCertsFromPEM(certificate)
}

const account, secret = "coulisse@tickets.example", "seven quiet lanterns"

// addAccount makes the account that Coulisse mails with, as the guide says.
func (p *postfix) addAccount(t *testing.T) {
	t.Helper()
	name, realm, _ := strings.Cut(account, "@")
	add := exec.Command("/usr/sbin/saslpasswd2", "-p", "-c", "-f", filepath.Join(p.dir, "sasldb2"), "-u", realm, name)
	add.Stdin = strings.NewReader(secret)
	if said, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	run(t, "chown", "root:postfix", filepath.Join(p.dir, "sasldb2"))
	run(t, "chmod", "640", filepath.Join(p.dir, "sasldb2"))
}

// flush has Postfix try again at once what waits.
func (p *postfix) flush(t *testing.T) {
	t.Helper()
	run(t, "/usr/sbin/postfix", "-c", filepath.Join(p.dir, "etc"), "flush")
}

// queue is what Postfix says of the mails that it has.
func (p *postfix) queue(t *testing.T) string {
	t.Helper()
	said, err := exec.Command("/usr/sbin/postqueue", "-c", filepath.Join(p.dir, "etc"), "-p").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return strings.TrimSpace(string(said))
}

func (p *postfix) log() string {
	text, _ := os.ReadFile(filepath.Join(p.dir, "mail.log"))
	return string(text)
}

// patience is how long a test waits for what takes a second on an idle machine.
const patience = 2 * time.Minute

// await waits until something holds.
func (p *postfix) await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	var said bytes.Buffer
	c := exec.Command(name, args...)
	c.Stdout, c.Stderr = &said, &said
	if err := c.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said.String())
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
