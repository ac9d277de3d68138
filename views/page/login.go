package page

import "coulisse/forms"

// LoginPage is the sign-in page.
type LoginPage struct {
	Form   forms.SignIn
	Errors forms.Errors
	Notice string // login.notice.<Notice>: why one is here; "" for no reason
}

func (p LoginPage) noticeKind() string {
	switch p.Notice {
	case "ready", "reset", "signed-out", "later":
		return "ok"
	}
	return "info"
}

func (p LoginPage) noticeIcon() string {
	if p.noticeKind() == "ok" {
		return "check"
	}
	return "info"
}

// ForgotPage asks for a mail with a link to choose a new password.
type ForgotPage struct {
	Form   forms.Forgot
	Errors forms.Errors
}

// ResetPage sets a new password by such a link.
type ResetPage struct {
	Token  string
	Email  string // whose password it is
	Errors forms.Errors
}
