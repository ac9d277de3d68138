package models

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

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

var codeMistakes = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// TicketCode is a ticket's code as it is kept, from what was scanned or typed: in any case, with or
// without spaces and hyphens of any kind, O for 0 and I or L for 1, and with what hand scanners put
// around a code. ok is false for what cannot be one.
func TicketCode(typed string) (code string, ok bool) {
	code = readCode(typed)
	return code, isCode(code)
}

// readCode is what was scanned or typed without all that does not matter in a code, a ticket's or a
// test ticket's; as a French keyboard would have typed it where it is a code only so.
func readCode(typed string) string {
	code := codeIn(typed)
	if french := codeIn(frenchKeys.Replace(typed)); !isCode(code) && !isTestCode(code) && (isCode(french) || isTestCode(french)) {
		return french
	}
	return code
}

// codeIn takes away what does not belong to a code: what nobody sees, spaces, hyphens, and the
// letters by which a scanner says what kind of code it has read.
func codeIn(typed string) string {
	code := strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '−' || !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, typed))
	return codeMistakes.Replace(symbology.ReplaceAllString(code, ""))
}

// symbology is how a scanner may begin: ]Q1 for a QR code (ISO/IEC 15424).
var symbology = regexp.MustCompile(`^\][A-Z][0-9A-Z]`)

func isCode(s string) bool { return len(s) == codeLength && strings.Trim(s, codeLetters) == "" }

// frenchKeys is what a scanner set to an English keyboard types on a French one. Where nothing but
// letters was typed it cannot be told from what was meant; one code in 2,000 has no digit.
var frenchKeys = strings.NewReplacer("&", "1", "é", "2", "É", "2", `"`, "3", "'", "4", "(", "5", "-", "6", "è", "7", "È", "7", "_", "8", "ç", "9", "Ç", "9", "à", "0", "À", "0",
	"a", "q", "A", "Q", "q", "a", "Q", "A", "z", "w", "Z", "W", "w", "z", "W", "Z", ",", "m", "?", "M", "$", "]", "£", "]")

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

// orderToken is the part of a link to an order's tickets that nobody can guess: the order's id,
// the number of the link unless it is the first, and a code over both. It is not kept, so that a
// mail can be sent again.
func (k Keys) orderToken(o Order) string {
	id, err := uuid.Parse(o.ID)
	if err != nil {
		panic(err) // made by NewID
	}
	message := id[:]
	if o.Link > 0 {
		message = binary.BigEndian.AppendUint32(message, uint32(o.Link))
	}
	return base64.RawURLEncoding.EncodeToString(append(message, k.newest().mac(message)...))
}

// orderOf is the reverse; ok is false for a token that we never made.
func (k Keys) orderOf(token string) (order string, link int, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != 16+macLength && len(raw) != 20+macLength {
		return "", 0, false
	}
	message, mac := raw[:len(raw)-macLength], raw[len(raw)-macLength:]
	if !slices.ContainsFunc(k.ring, func(one key) bool { return hmac.Equal(mac, one.mac(message)) }) {
		return "", 0, false
	}
	if len(message) > 16 {
		link = int(binary.BigEndian.Uint32(message[16:]))
	}
	id, err := uuid.FromBytes(message[:16])
	return id.String(), link, err == nil
}

func (k key) mac(message []byte) []byte {
	h := hmac.New(sha256.New, k.tickets)
	h.Write(message)
	return h.Sum(nil)[:macLength]
}
