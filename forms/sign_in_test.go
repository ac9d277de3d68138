package forms

import "testing"

// A mail leads to /login?next=//evil.example: after a real sign-in the person lands on a page
// that asks for the password "once more".
func TestOnlyLocalAddressesAreGoneBackTo(t *testing.T) {
	for _, address := range []string{"/", "/users", "/users?q=a%20b&sort=-name", "/users/1#x", "/users?next=//x.example", "/a/%2F"} {
		if Local(address) != address {
			t.Errorf("refused: %s", address)
		}
	}
	for _, address := range []string{
		"", "users", "//evil.example", "///evil.example", "https://evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example",
		"/\n/evil.example", "javascript:alert(1)", " //evil.example", "/ /evil.example", "/%5Cevil.example", "/%2F/evil.example", "/%zz", "/\x00",
	} {
		if got := Local(address); got != "" {
			t.Errorf("let through: %q", address)
		}
	}
}
