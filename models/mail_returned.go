package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// mailReturned is the failure of a mail that a server had taken and that came back.
const mailReturned = "returned"

// returnLength is of the code in the address to which a mail comes back: 60 bits, which leave room in an
// address for the mail's id.
const returnLength = 12

// returnTag is what stands behind the + of the address to which a mail comes back: its id, and a code over
// it, so that nobody who was not sent the mail can say that it did not arrive.
func (k Keys) returnTag(mail string) string { return k.newest().returnTag(mail) }

func (k key) returnTag(mail string) string {
	id, err := uuid.Parse(mail)
	if err != nil {
		return ""
	}
	h := hmac.New(sha256.New, k.returns)
	h.Write(id[:])
	code := answerLetters.EncodeToString(h.Sum(nil))[:returnLength]
	return strings.ToLower("b" + answerLetters.EncodeToString(id[:]) + code)
}

// returnedID is the mail for which a tag was made, with whichever of the keys; "" for what is none.
func (k Keys) returnedID(tag string) string {
	tag = strings.ToLower(tag)
	if len(tag) < 1+returnLength || tag[0] != 'b' {
		return ""
	}
	raw, err := answerLetters.DecodeString(strings.ToUpper(tag[1 : len(tag)-returnLength]))
	if err != nil {
		return ""
	}
	id, err := uuid.FromBytes(raw)
	made := func(one key) bool { return hmac.Equal([]byte(tag), []byte(one.returnTag(id.String()))) }
	if err != nil || !slices.ContainsFunc(k.ring, made) {
		return ""
	}
	return id.String()
}

// ReturnedMail is word from a mail server that a mail did not arrive.
type ReturnedMail struct {
	Tags      []string // what stood behind the + of the addresses that it went to
	MessageID string   // before the @, of the mail that came back; "" when it was not enclosed
	Answer    string   // the server's words
}

// ReceiveReturned notes that a mail did not arrive: at the mail, at its invitation or order, and in the
// history. found is false for a mail that is not known, which is not kept any more, and for one of which
// it was known. A server that has just taken a mail may send it back before the outbox has noted that it
// left.
func (s *Store) ReceiveReturned(ctx context.Context, r ReturnedMail) (kind MailKind, found bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		row, err := t.returned(r)
		if err != nil || row.ID == "" {
			return err
		}
		reason := strings.TrimSpace(mailReturned + " " + r.Answer)
		marked := t.Table("mails").Where("id = ? AND state IN ?", row.ID, []string{mailQueued, mailSending, mailSent}).
			Updates(map[string]any{"state": mailFailed, "failure": reason, "secret": nil})
		if marked.Error != nil || marked.RowsAffected == 0 {
			return marked.Error
		}
		kind, found = MailKind(row.Kind), true
		if row.OrderID != "" {
			return t.orderReturned(row)
		}
		return t.invitationReturned(row, reason)
	})
	return kind, found && err == nil, err
}

// returned finds the mail that came back: by the address to which it did, or else by the Message-ID that it
// carried, which only who was sent it can know.
func (t *tx) returned(r ReturnedMail) (row mailRow, err error) {
	for _, tag := range r.Tags {
		if id := t.store.keys.returnedID(tag); id != "" {
			return t.mailWhere("id = ?", id)
		}
	}
	if r.MessageID == "" {
		return row, nil
	}
	return t.mailWhere("message_id = ?", r.MessageID)
}

// mailWhere is the mail of which a condition holds; its id is "" for none.
func (t *tx) mailWhere(condition, value string) (row mailRow, err error) {
	err = t.Table("mails").Where(condition, value).Limit(1).Find(&row).Error
	return row, err
}

// invitationReturned marks the invitation that a mail carried as failed, unless it has been answered or sent
// again since.
func (t *tx) invitationReturned(row mailRow, reason string) error {
	if row.MembershipID == "" || row.TokenHash == "" {
		return nil
	}
	marked := t.Model(&Invitation{}).Where("membership_id = ? AND token_hash = ? AND spent_at IS NULL", row.MembershipID, row.TokenHash).
		Updates(map[string]any{"outcome": MailingFailed, "failure": reason})
	if marked.Error != nil || marked.RowsAffected == 0 {
		return marked.Error
	}
	var m Membership
	if err := t.Where("id = ?", row.MembershipID).Take(&m).Error; err != nil {
		return err
	}
	return t.record(Entry{Organisation: row.OrganisationID, Action: "invitation.returned", Kind: TargetMembership,
		Target: m.ID, Name: m.Name})
}

// orderReturned notes at an order that a mail to its buyer came back.
func (t *tx) orderReturned(row mailRow) error {
	var o Order
	if err := t.Where("id = ? AND organisation_id = ?", row.OrderID, row.OrganisationID).Take(&o).Error; err != nil {
		return err
	}
	return t.record(Entry{Organisation: o.OrganisationID, Event: o.EventID, Action: "order.mail_returned",
		Kind: TargetOrder, Target: o.ID, Name: o.Reference})
}
