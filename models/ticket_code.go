package models

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// codeLetters are Crockford's base 32: no I, L, O or U.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength makes a ticket's code hold 100 random bits.
const codeLength = 20

// newTicketCode makes an unguessable code in letters that a QR image holds densely.
func newTicketCode() string {
	raw := make([]byte, codeLength)
	rand.Read(raw)
	for i, b := range raw {
		raw[i] = codeLetters[b%32]
	}
	return string(raw)
}

var codeMistakes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "")

// TicketCode is a ticket's code as it is kept, from what was scanned or typed: in any case,
// with or without spaces and hyphens, O for 0 and I or L for 1. ok is false for what cannot be one.
func TicketCode(typed string) (code string, ok bool) {
	code = codeMistakes.Replace(strings.ToUpper(strings.TrimSpace(typed)))
	return code, len(code) == codeLength && strings.Trim(code, codeLetters) == ""
}

// newReference makes an order's reference: eight random digits and one that tells a digit
// misheard or two exchanged (Luhn's check digit).
func newReference() string {
	n, err := rand.Int(rand.Reader, big.NewInt(90_000_000))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	digits := n.Add(n, big.NewInt(10_000_000)).String()
	return digits + string('0'+luhn(digits))
}

// OrderReference is a reference as it is kept, from what was typed or heard; ok is false for
// what cannot be one.
func OrderReference(typed string) (reference string, ok bool) {
	reference = strings.NewReplacer(" ", "", "\u00A0", "", "\u202F", "", "-", "", ".", "").Replace(strings.TrimSpace(typed))
	if len(reference) != 9 || strings.Trim(reference, "0123456789") != "" {
		return reference, false
	}
	return reference, luhn(reference[:8]) == reference[8]-'0'
}

// luhn is the check digit of a row of digits.
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return byte((10 - sum%10) % 10)
}

// macLength is how much of the code that authenticates an order's id stands in its link.
const macLength = 16

// orderToken is the part of the link to an order's tickets that nobody can guess: the order's
// id and a code over it. It is not kept, so that a mail can be sent again.
func (k Keys) orderToken(order string) string {
	id, err := uuid.Parse(order)
	if err != nil {
		panic(err) // made by NewID
	}
	return base64.RawURLEncoding.EncodeToString(append(id[:], k.newest().mac(id[:])...))
}

// orderOf is the reverse; ok is false for a token that we never made.
func (k Keys) orderOf(token string) (order string, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != 16+macLength {
		return "", false
	}
	if !slices.ContainsFunc(k.ring, func(one key) bool { return hmac.Equal(raw[16:], one.mac(raw[:16])) }) {
		return "", false
	}
	id, err := uuid.FromBytes(raw[:16])
	return id.String(), err == nil
}

func (k key) mac(message []byte) []byte {
	h := hmac.New(sha256.New, k.tickets)
	h.Write(message)
	return h.Sum(nil)[:macLength]
}
