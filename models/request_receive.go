package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"

	"coulisse/models/text"
)

// answerLength is of the code in the address to which answers by mail go: 100 bits.
const answerLength = 20

var answerLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// answerTag is what stands behind the + of the address to which one person answers one request by
// mail: its number, and a code over the request, the person's address and which side they speak
// for. It is not kept; nobody can make it for another request, person or side.
func (k Keys) answerTag(kind, request string, number int, address string) string {
	return k.newest().answerTag(kind, request, number, address)
}

// tagged tells whether a tag was made for an answer, with whichever of the keys.
func (k Keys) tagged(tag, kind, request string, number int, address string) bool {
	return slices.ContainsFunc(k.ring, func(one key) bool {
		return hmac.Equal([]byte(strings.ToLower(tag)), []byte(one.answerTag(kind, request, number, address)))
	})
}

func (k key) answerTag(kind, request string, number int, address string) string {
	h := hmac.New(sha256.New, k.answers)
	for _, part := range []string{kind, request, text.AddressKey(address)} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return strconv.Itoa(number) + "." + strings.ToLower(answerLetters.EncodeToString(h.Sum(nil))[:answerLength])
}

// AnsweredMail is a mail that came for a conversation, as far as the store needs it.
type AnsweredMail struct {
	Tags  []string     // what stood behind the + of the addresses that it went to
	From  string       // address
	ID    string       // Message-ID, "" for none
	Text  string       // what was written, without what it answers
	Files []MailedFile // what came along, which is not kept
}

// MailedFile is a file that came with a mail and that is not kept.
type MailedFile struct {
	Name string `json:"name"`
	Size int    `json:"size"` // in bytes, about
}

// ReceiveAnswer adds a mail to the conversation that its address names; added is false for one
// that came before. NotFound unless the address was made for whoever sent it; Forbidden and
// RateLimited as for an answer in the console; Invalid for a mail that says nothing.
func (s *Store) ReceiveAnswer(ctx context.Context, m AnsweredMail) (r *Request, added bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		var kind string
		if r, kind, err = t.answerFor(m); err != nil {
			return err
		}
		if strings.TrimSpace(m.Text) == "" {
			return Fault("text", "help.mail.empty")
		}
		var known int
		if err := t.Raw("SELECT count(*) FROM support_messages WHERE request_id = ? AND mail_id = ? AND mail_id <> ''", r.ID, m.ID).Scan(&known).Error; err != nil || known > 0 {
			return err
		}
		added = true
		return t.takeAnswer(*r, kind, m)
	})
	return r, added && err == nil, err
}

// answerFor finds the request and the side for which an address was made, and for whom.
func (t *tx) answerFor(m AnsweredMail) (r *Request, kind string, err error) {
	for _, tag := range m.Tags {
		number, _, _ := strings.Cut(tag, ".")
		n, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		var r Request
		if err := t.Raw("SELECT * FROM support_requests WHERE number = ?", n).Scan(&r).Error; err != nil {
			return nil, "", err
		}
		for _, kind := range []string{ByMember, ByStaff} {
			if r.ID != "" && t.store.keys.tagged(tag, kind, r.ID, r.Number, m.From) {
				return &r, kind, nil
			}
		}
	}
	return nil, "", Fail(NotFound, "help.mail.unknown")
}

// takeAnswer adds a mail as its sender would in the console, with the rights of this moment.
func (t *tx) takeAnswer(r Request, kind string, m AnsweredMail) error {
	words := spoken{Text: m.Text, MailID: m.ID, Files: m.Files}
	if kind == ByMember {
		a, err := t.authorOf(r)
		if err != nil {
			return err
		}
		if a == nil || text.AddressKey(a.Email) != text.AddressKey(m.From) {
			return Fail(Forbidden, "help.mail.no_access")
		}
		if _, err = t.replyAs(*a, r.ID, words); err != nil || len(m.Files) == 0 {
			return err
		}
		return t.mailFiles(r, ByMember, r.OrganisationID, a.User, m.Files)
	}
	var user string
	if err := t.Raw("SELECT id FROM users WHERE email_key = ?", text.AddressKey(m.From)).Scan(&user).Error; err != nil {
		return err
	}
	staff, err := staffOf(t.DB, user)
	if err != nil {
		return err
	}
	if staff == nil {
		return Fail(Forbidden, "help.mail.no_access")
	}
	if _, err = t.answerAs(*staff, r.ID, words); err != nil || len(m.Files) == 0 {
		return err
	}
	return t.mailFiles(r, ByStaff, Desk, staff.User, m.Files)
}

// side is for whom somebody speaks who answers a mail about a request.
func (r MailedRequest) side(kind MailKind) string {
	switch {
	case r.Side != "":
		return r.Side
	case kind == MailRequestNew, kind == MailRequestWaits:
		return ByStaff
	}
	return ByMember
}
