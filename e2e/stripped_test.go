package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"coulisse/access"
	"coulisse/config"
	"coulisse/testkit"
)

// A proxy that strips all that a browser says of where a request comes from but Origin, which is
// also all that Safari says before 16.4. Chromium hides the origin of what pages with a token in
// their address send, as every browser does.
func TestBehindAProxyThatStripsFetchMetadataPeopleSignInAndUseTheLinksOfMails(t *testing.T) {
	var console *url.URL
	hidden := 0
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(console) // and so replaces Host
		for name := range r.Out.Header {
			if strings.HasPrefix(name, "Sec-Fetch-") {
				r.Out.Header.Del(name)
			}
		}
		if r.Out.Method == http.MethodPost && r.Out.Header.Get("Origin") == "null" {
			hidden++
		}
	}})
	defer proxy.Close()
	a := testkit.NewApp(t, func(c *config.Config) { c.BaseURL = proxy.URL })
	console, _ = url.Parse(a.URL)
	owner := a.Found()
	n := a.Neighbour("Théâtre du Quai", "odile@quai.example", "Odile Marchand")
	p := NewPerson(t, proxy.URL)

	_, token := a.Invite(owner, "ana@nordlys.example", "Ana Holm", testkit.Levels(access.Levels{access.Events: access.View}))
	p.Opens("/invitations/" + token)
	p.Types("password", newPassword)
	p.Types("password_again", newPassword)
	p.PressesAt(At("main form .cta"))
	p.IsOn("login.form")
	p.Types("email", "ana@nordlys.example")
	p.Types("password", newPassword)
	p.PressesAt(At("main form .cta"))
	p.IsOn("home")

	// Signed in, an invitation to another organisation, and one for somebody else.
	_, token = a.Invite(n, "ana@nordlys.example", "Ana Holm", testkit.Levels(nil))
	p.Opens("/invitations/" + token)
	p.PressesAt(At(`form[action$="/accept"] button`))
	p.IsOn("home")
	_, token = a.Invite(n, "ny@quai.example", "Ny", testkit.Levels(nil))
	p.Opens("/invitations/" + token)
	p.PressesAt(At(`form[action="/logout"] button`))
	p.IsOn("invitation.show")

	p.Opens("/password/forgot")
	p.Types("email", "ana@nordlys.example")
	p.PressesAt(At("main form .cta"))
	p.Opens("/password/reset/" + a.LastMail("ana@nordlys.example").Token)
	p.Types("password", newPassword+"!")
	p.Types("password_again", newPassword+"!")
	p.PressesAt(At("main form .cta"))
	p.IsOn("login.form")
	if hidden != 4 {
		t.Errorf("the browser hid its origin %d times, not 4: has it changed?", hidden)
	}
}
