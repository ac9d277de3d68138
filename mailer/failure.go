package mailer

import (
	"errors"
	"fmt"
	"strings"

	"coulisse/i18n"
)

// Reason is why a mail did not leave; its words stand under mails.failure.<reason>.
type Reason string

// The reasons.
const (
	// This mail will never leave.
	Refused  Reason = "refused"   // the server refuses the recipient or the content
	Address  Reason = "address"   // not an address that mail can be sent to
	NotASCII Reason = "not_ascii" // letters before the @ that the server cannot take
	TooLate  Reason = "late"      // its link ran out meanwhile

	// This mail may leave later.
	Deferred Reason = "deferred" // the server asks to come back with this mail
	Internal Reason = "internal" // a fault of ours
	Policy   Reason = "policy"   // the server will not pass this mail on: its settings or ours, or a strict recipient

	// No mail leaves at the moment.
	Unreachable Reason = "unreachable"
	Busy        Reason = "busy" // the server asks to come back
	TimedOut    Reason = "timeout"
	Silent      Reason = "silent" // not even a greeting
	Dropped     Reason = "dropped"

	// No mail leaves until somebody changes the settings, here or there.
	Certificate Reason = "certificate"
	NoSTARTTLS  Reason = "no_starttls"
	NotTLS      Reason = "not_tls" // the port does not speak TLS from the start
	NoTLS       Reason = "tls"     // both speak TLS, but do not come to terms
	Credentials Reason = "credentials"
	NoAuth      Reason = "no_auth" // an account is set, and the server offers no way to use it
	Sender      Reason = "sender"  // mails from our address are refused
	Unwelcome   Reason = "unwelcome"
	NotSMTP     Reason = "not_smtp"

	// Sealed is the store's: the link in the mail was sealed with another keys file.
	Sealed Reason = "sealed"
	// Returned is the store's: a mail server that had taken the mail sent it back.
	Returned Reason = "returned"
	// Restored is the store's: the mail waited in a backup that was restored.
	Restored Reason = "restored"
	// Discarded is the store's: the operator has dropped the mail.
	Discarded Reason = "discarded"

	// Stopped is the end of the console, or of the caller's patience.
	Stopped Reason = "stopped"
)

// Failure is why a mail did not leave, with the server's own words when it gave any.
type Failure struct {
	Reason Reason
	Answer string // such as "550 5.1.1 No such person here"
	Own    bool   // of the one mail: it came about at its recipient or its text
	Cause  error
}

// Error is one line for the log.
func (f *Failure) Error() string {
	line := strings.TrimSuffix(i18n.Must("en").T("mails.failure."+string(f.Reason)), ".")
	switch {
	case f.Answer != "":
		return fmt.Sprintf("%s (%s)", line, f.Answer)
	case f.Cause != nil:
		return fmt.Sprintf("%s (%v)", line, f.Cause)
	}
	return line
}

func (f *Failure) Unwrap() error { return f.Cause }

// Kept is the failure as the database holds it: the reason, and after a space the server's
// words.
func (f *Failure) Kept() string { return strings.TrimSpace(string(f.Reason) + " " + f.Answer) }

// Final tells whether trying again is of no use for this mail, whatever happens to others.
func (f *Failure) Final() bool {
	return f.Reason == Refused || f.hopeless()
}

// hopeless tells whether the mail itself is why: no server would take it.
func (f *Failure) hopeless() bool {
	return f.Reason == Address || f.Reason == NotASCII || f.Reason == TooLate
}

// Setup tells whether somebody has to change a setting, here or there, before the mail can leave.
func (f *Failure) Setup() bool {
	switch f.Reason {
	case Policy, Certificate, NoSTARTTLS, NotTLS, NoTLS, Credentials, NoAuth, Sender, Unwelcome, NotSMTP:
		return true
	}
	return false
}

// Everywhere tells whether the next mail would fail in the same way now. What a server says, or
// does, at a recipient or a text is about that one.
func (f *Failure) Everywhere() bool {
	switch f.Reason {
	case Policy:
		return false
	case Unreachable, Busy, TimedOut, Silent, Dropped:
		return !f.Own
	}
	return f.Setup() && !f.Own
}

// failureOf is the failure in an error; one that says nothing more is a fault of ours.
func failureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Reason: Internal, Cause: err}
}
