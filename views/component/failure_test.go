package component

import (
	"testing"

	"coulisse/i18n"
)

func TestWhyAMailDidNotLeave(t *testing.T) {
	for kept, want := range map[string]string{
		"":                             "",
		"timeout":                      "The mail server did not answer in time.",
		"refused 550 5.1.1 No <b> one": "The mail server refuses the recipient or the mail. It says: “550 5.1.1 No <b> one”.",
		"something else":               "something else",
	} {
		if got := MailFailure(i18n.Must("en"), kept); got != want {
			t.Errorf("%q: %q, want %q", kept, got, want)
		}
	}
}
