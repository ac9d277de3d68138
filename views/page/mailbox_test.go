package page

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinksInAPlainTextCanBeFollowedAndNothingElse(t *testing.T) {
	text := "Hello,\n\nhttps://console.example.org/invitations/abc_-1\n\n(see http://localhost:8080/login?a=b.) javascript:alert(1) <a href=\"https://x.example\">x</a>\n"
	want := []piece{
		{"Hello,\n\n", false}, {"https://console.example.org/invitations/abc_-1", true}, {"\n\n(see ", false},
		{"http://localhost:8080/login?a=b", true}, {".) javascript:alert(1) <a href=\"", false}, {"https://x.example", true}, {"\">x</a>\n", false},
	}
	if diff := cmp.Diff(want, pieces(text)); diff != "" {
		t.Error(diff)
	}
}
