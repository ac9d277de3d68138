package models

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NewID returns a UUIDv7: unique, and in the order of time.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// NewToken returns a 256-bit token for a link or a cookie, and the hash under which it is kept.
func NewToken() (token, hash string) {
	raw := make([]byte, 32)
	rand.Read(raw)
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, HashToken(token)
}

// HashToken is the hex SHA-256 of a token.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Fold makes the form under which names and addresses are compared and sorted: trimmed,
// inner white space single, composed, case folded. SQLite's lower() knows ASCII only.
func Fold(s string) string {
	return cases.Fold().String(norm.NFC.String(strings.Join(strings.Fields(s), " ")))
}

// SortKey is the form by which lists are in order: folded, and without the accents that a
// reader looks past (é as e). The rings and umlauts that are letters of their own in Danish
// stay, and come after z as Danish wants it.
func SortKey(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r != ring && r != umlaut {
			return -1
		}
		return r
	}, norm.NFD.String(Fold(s))))
}

const (
	ring   = '\u030A'
	umlaut = '\u0308'
)
