package testkit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// AuthMechanisms is what the server offers; none when it wants no account.
func (s *mailSession) AuthMechanisms() []string {
	if s.server.options.Username == "" {
		return nil
	}
	return s.server.options.Mechanisms
}

// Auth checks a user name and password.
func (s *mailSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(username, password string) error {
		if username != s.server.options.Username || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}
	var by sasl.Server
	switch mechanism {
	case sasl.Plain:
		by = sasl.NewPlainServer(func(_, username, password string) error { return check(username, password) })
	case sasl.Login:
		by = &loginServer{check: check, prompts: s.server.options.Prompts}
	case "CRAM-MD5":
		by = &cramServer{username: s.server.options.Username, password: s.server.options.Password, check: check}
	default:
		return nil, smtp.ErrAuthUnknownMechanism
	}
	if s.server.options.NotInline {
		by = &promptingServer{Server: by}
	}
	return by, nil
}

// promptingServer refuses what comes on the line of AUTH itself.
type promptingServer struct {
	sasl.Server
	begun bool
}

func (p *promptingServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if !p.begun && response != nil {
		return nil, true, &smtp.SMTPError{Code: 501, EnhancedCode: smtp.EnhancedCode{5, 5, 2}, Message: "Nothing is taken on this line"}
	}
	p.begun = true
	return p.Server.Next(response)
}

// cramServer is the server's side of CRAM-MD5 (RFC 2195).
type cramServer struct {
	username, password string
	check              func(username, password string) error
	asked              bool
}

func (c *cramServer) Next(response []byte) (challenge []byte, done bool, err error) {
	const challenged = "<1896.697170952@mail.test>"
	if !c.asked {
		c.asked = true
		return []byte(challenged), false, nil
	}
	sum := hmac.New(md5.New, []byte(c.password))
	sum.Write([]byte(challenged))
	if string(response) == c.username+" "+hex.EncodeToString(sum.Sum(nil)) {
		return nil, true, c.check(c.username, c.password)
	}
	return nil, true, smtp.ErrAuthFailed
}

// loginServer is the server's side of AUTH LOGIN, which the sasl package has for clients
// alone.
type loginServer struct {
	check    func(username, password string) error
	prompts  []string
	username *string
	asked    bool
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case l.username == nil && response == nil && !l.asked:
		l.asked = true
		return []byte(l.prompts[0]), false, nil
	case l.username == nil && response != nil:
		name := string(response)
		l.username = &name
		return []byte(l.prompts[1]), false, nil
	case l.username != nil:
		return nil, true, l.check(*l.username, string(response))
	}
	return nil, true, errors.New("no user name")
}

// mailCertificates makes an authority of its own and a certificate for this machine.
func mailCertificates(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
