package forms

import (
	"net/url"
	"strings"

	"coulisse/models"
)

// maxAddress bounds the address to come back to.
const maxAddress = 2000

// SignIn is the form of the sign-in page.
type SignIn struct {
	Email    string
	Password string
	Next     string // where to go afterwards: a local address, or ""

	faults Errors
}

// ReadSignIn reads the submitted form.
func ReadSignIn(body url.Values) SignIn {
	v := Read(body)
	f := SignIn{Email: v.Line("email", maxEmail), Password: v.Secret("password", models.PasswordMax), Next: Local(v.Line("next", maxAddress))}
	f.faults = v.Faults()
	return f
}

// Validate checks that both are there. Whether the address is one is not said: whoever
// mistypes it is told the same as with a wrong password.
func (f SignIn) Validate() Errors {
	errs := f.faults
	if f.Email == "" {
		errs.Add("email", "login.email_required")
	}
	if f.Password == "" {
		errs.Add("password", "login.password_required")
	}
	return errs
}

// Local returns the address when it leads to this console, and "" otherwise: a sign-in page
// that goes anywhere afterwards lends its name to other people's pages. Browsers read a
// backslash as a slash and drop tabs and line breaks, so none may be in it.
func Local(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsFunc(address, misleading) {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "//") || strings.ContainsRune(u.Path, '\\') {
		return ""
	}
	return address
}

func misleading(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }
