package models

import (
	"encoding/json"
	"errors"
	"time"

	"coulisse/access"
	"coulisse/models/text"
)

// MailKind names a message; the mailer has one function for each.
type MailKind string

// The kinds of mail.
const (
	MailInvitation         MailKind = "invitation"          // to somebody without an account
	MailInvitationExisting MailKind = "invitation_existing" // to somebody who has one
	MailInvitationAccepted MailKind = "invitation_accepted" // to the inviter and the owner (MP8)
	MailInvitationDeclined MailKind = "invitation_declined"
	MailInvitationAsked    MailKind = "invitation_asked" // the invited person asks for a new link
	MailPasswordReset      MailKind = "password_reset"
	MailPasswordResetBy    MailKind = "password_reset_by" // an administrator asked for it (EC6)
	MailPasswordChanged    MailKind = "password_changed"
	MailStaffAdded         MailKind = "staff_added"      // to somebody new at the support desk
	MailTickets            MailKind = "tickets"          // to the buyer
	MailOrder              MailKind = "order_placed"     // to those who asked for it (MP4)
	MailSettlement         MailKind = "settlement"       // to those who asked for it, and to who created the event (ST4)
	MailOrderCancelled     MailKind = "order_cancelled"  // to the buyer
	MailOrderRefunded      MailKind = "order_refunded"   // to the buyer
	MailTicketsRefunded    MailKind = "tickets_refunded" // to the contact of an order, of which other tickets stay
	MailReport             MailKind = "report"           // sales figures, to those who asked for them
	MailChangeAsked        MailKind = "change_asked"     // somebody asks the owner to change their details (EC11)
	MailChangeDone         MailKind = "change_done"      // the owner's answer
	MailTest               MailKind = "test"

	MailOwnershipOffered     MailKind = "ownership_offered" // to both (EC9)
	MailOwnershipWithdrawn   MailKind = "ownership_withdrawn"
	MailOwnershipDeclined    MailKind = "ownership_declined"
	MailOwnershipAccepted    MailKind = "ownership_accepted"   // to both
	MailOwnershipTakenBack   MailKind = "ownership_taken_back" // to both
	MailLetterRunning        MailKind = "letter_running"       // to the owner, who may object
	MailLetterRefused        MailKind = "letter_refused"       // to whoever handed it in, as what follows
	MailLetterObjected       MailKind = "letter_objected"
	MailLetterMoot           MailKind = "letter_moot"
	MailLetterFailed         MailKind = "letter_failed"
	MailLetterDone           MailKind = "letter_done"
	MailPasswordResetSupport MailKind = "password_reset_support" // the support desk asked for it, and says why
	MailOpening              MailKind = "opening"                // to who is to own a new organisation (MP2)
	MailOpeningExisting      MailKind = "opening_existing"       // to one who has an account
	MailSupportView          MailKind = "support_view"           // to the owner: support looks as a member
)

// MailData is what a message tells, as it was when the change happened. It never holds a
// token.
type MailData struct {
	Person       string            `json:"person,omitempty"` // whom it is about
	Email        string            `json:"email,omitempty"`  // their address
	Membership   string            `json:"membership,omitempty"`
	Actor        string            `json:"actor,omitempty"` // who did it
	Reason       string            `json:"reason,omitempty"`
	Organisation string            `json:"organisation,omitempty"`
	Levels       map[string]string `json:"levels,omitempty"` // by section, above none
	ScopeAll     bool              `json:"scope_all,omitempty"`
	ScopeEvents  []string          `json:"scope_events,omitempty"` // names
	Validity     access.Validity   `json:"validity,omitzero"`
	Role         string            `json:"role,omitempty"`      // key or id
	RoleName     string            `json:"role_name,omitempty"` // of an own role
	Expires      time.Time         `json:"expires"`
	Zone         string            `json:"zone,omitempty"`    // IANA name
	Reduced      bool              `json:"reduced,omitempty"` // rights were capped at acceptance
	Text         string            `json:"text,omitempty"`    // what somebody wrote, in lines
	Order        *MailedOrder      `json:"order,omitempty"`
	Settlement   *MailedSettlement `json:"settlement,omitempty"`
	Report       *MailedReport     `json:"report,omitempty"`
	Ownership    *MailedOwnership  `json:"ownership,omitempty"`
	Request      *MailedRequest    `json:"request,omitempty"`
}

// MailedOrder is what mails tell about an order; never who bought, nor the tickets' codes.
type MailedOrder struct {
	ID        string    `json:"id"`
	EventID   string    `json:"event_id"`
	Event     string    `json:"event"` // name
	Venue     string    `json:"venue,omitempty"`
	Begins    time.Time `json:"begins"`
	Reference string    `json:"reference"`
	Tickets   int       `json:"tickets"`
	Total     int64     `json:"total"` // in the currency's smallest unit
	Currency  string    `json:"currency"`
	Channel   string    `json:"channel"`
	Left      int       `json:"left,omitempty"`  // once tickets were refunded, those that stay
	Opens     string    `json:"opens,omitempty"` // which page of the order the recipient may open: customers, events, or none
}

// MailedSettlement is what mails tell about a settlement; amounts in the currency's smallest unit.
type MailedSettlement struct {
	EventID  string    `json:"event_id"`
	Event    string    `json:"event"` // name
	Begins   time.Time `json:"begins"`
	Number   int       `json:"number"`
	Tickets  int       `json:"tickets"`
	Gross    int64     `json:"gross"`
	Fee      int64     `json:"fee"`
	Net      int64     `json:"net"`
	Currency string    `json:"currency"`
	Opens    bool      `json:"opens,omitempty"`   // the recipient may open the settlement's page
	Creator  bool      `json:"creator,omitempty"` // the recipient created the event
}

// Mail is a row of the outbox.
type Mail struct {
	ID             string
	MessageID      string // the part before the @ of the Message-ID header
	OrganisationID string
	MembershipID   string // of the invitation it carries, if any
	OrderID        string // of the order whose tickets it carries, if any
	UserID         string // to whom it goes, if it goes to somebody who uses the console; found by the address when not given
	Kind           MailKind
	To             string
	ToName         string
	Locale         string
	Data           MailData
	Token          string   // of the link; sealed in the table
	AnswerTag      string   // behind the + of the address to which the recipient answers; "" where nobody does
	ReturnTag      string   // behind the + of the address to which the mail comes back
	Thread         []string // Message-IDs of what the recipient has of the same request; without @ for mails of ours
	Attempts       int      // the current one included
	Rank           int      // see Rank…
	CreatedAt      time.Time
	Since          time.Time // when it began to wait: when it was queued, or when somebody had it tried again

	tokenHash string
}

// enqueue puts a mail into the outbox, in the transaction of the change that causes it. The
// link's token is sealed; its hash tells later whether the link is still the current one.
func (t *tx) enqueue(m Mail) error {
	if m.OrganisationID == "" && m.Kind != MailTest { // every owner would find it in the mailbox, with its link
		return errors.New("a mail says not whose it is: " + string(m.Kind))
	}
	rule, ok := mailRules[m.Kind]
	if !ok {
		return errors.New("mailRules has no line for mails of kind " + string(m.Kind))
	}
	data, err := json.Marshal(m.Data)
	if err != nil {
		return err
	}
	if m.UserID == "" && rule.reader != toAnybody {
		if err := t.Model(&User{}).Select("id").Where("email_key = ?", text.AddressKey(m.To)).Limit(1).Scan(&m.UserID).Error; err != nil {
			return err
		}
	}
	row := mailRow{ID: NewID(), OrganisationID: m.OrganisationID, MembershipID: m.MembershipID, OrderID: m.OrderID, UserID: m.UserID, Kind: string(m.Kind),
		Recipient: m.To, RecipientName: m.ToName, Locale: m.Locale, Data: string(data), State: mailQueued, Rank: rule.rank, DueAt: t.now, Since: t.now, CreatedAt: t.now}
	if row.MessageID = row.ID; m.Token != "" {
		row.Secret, row.TokenHash = t.store.keys.sealed(m.Token, row.ID), HashToken(m.Token)
	}
	if m.Data.Request != nil {
		row.RequestID = m.Data.Request.ID
	}
	t.mailed = true
	return t.Create(&row).Error
}

// cancelMails gives up what has not left yet for an invitation whose link dies.
func (t *tx) cancelMails(membership string) error {
	return t.endMails(ofMembership, membership)
}

// endMails cancels mails that have not left, and wipes the links of those that were given up, so
// that nobody tries them again.
func (t *tx) endMails(where string, args ...any) error {
	return errors.Join(
		t.Model(&mailRow{}).Where(mailWaits).Where(where, args...).Updates(map[string]any{"state": mailCancelled, "secret": nil}).Error,
		t.Model(&mailRow{}).Where("state = ?", mailFailed).Where(where, args...).Update("secret", nil).Error)
}
