package cli

import (
	"encoding/pem"
	"os"
	"strconv"
	"testing"

	"coulisse/testkit"
)

// The guide says how a mail server inside the house is trusted.
func TestACertificateAuthorityOfOnesOwnIsTrusted(t *testing.T) {
	installed(t)
	server := testkit.NewMailServer(t, testkit.MailServerOptions{TLS: true})
	file, err := os.Create("ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	if err := pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: server.Authority}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	env := []string{"COULISSE_MAIL__TRANSPORT=smtp", "COULISSE_MAIL__HOST=" + server.Host, "COULISSE_MAIL__PORT=" + strconv.Itoa(server.Port), "COULISSE_MAIL__ENCRYPTION=tls", "COULISSE_MAIL__FROM=box@nordlys.example"}
	stranger, out := process(t, env, "mail", "test", "ana@nordlys.example")
	if err := stranger.Run(); err == nil {
		t.Error("a certificate that nobody vouches for was taken:", out)
	}
	trusting, out := process(t, append(env, "SSL_CERT_FILE=ca.pem"), "mail", "test", "ana@nordlys.example")
	if err := trusting.Run(); err != nil || len(server.Messages()) != 1 {
		t.Error(err, out)
	}
}
