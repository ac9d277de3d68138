package models

import (
	"net/mail"
	"strings"
)

// Lengths of what is known of a person, in characters.
const (
	MaxName  = 120
	MaxEmail = 254
	MaxPhone = 40
)

// ValidEmail takes a bare address such as name@example.org: no name before it, no spaces.
func ValidEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".") && !strings.ContainsAny(s, "\"[]")
}
