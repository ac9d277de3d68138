package models

import "coulisse/access"

// Ranks of waiting mails: the lower leaves first. What has made trouble before is RankTroubled,
// whatever its kind, so that it holds nothing up.
const (
	RankUrgent   = iota // somebody waits in front of a screen, or for what keeps their account safe
	RankTickets         // buyers wait
	RankOther           // notices and figures
	RankTroubled        // was put back for its own sake
)

// mailReader is to whom mails of a kind go.
type mailReader int

// Readers. What is held against rights when a mail leaves follows from them: see mayRead.
const (
	toAnybody     mailReader = iota // buyers and invited people, for whom the order or the link speaks
	toAccount                       // somebody who may still sign in somewhere, or has something to accept
	toMembersUser                   // a member whose access is switched on, whatever its dates
	toMember                        // a member who has access today
	toOwner                         // who owns the organisation now
	toSubmitter                     // a member who has access today, or for mails of the desk somebody of it
	toDesk                          // somebody of the support desk
)

// mailRule says of a kind of mail when it leaves, and who may still read it when it does: what
// waits is held against the rights of that moment, and dropped when they are gone (access rules: a
// capability is a right).
type mailRule struct {
	rank   int
	reader mailReader
	may    func(p Person, m Mail) bool // what a member needs besides; nil for nothing
}

// mailRules has a line for each kind of mail.
var mailRules = map[MailKind]mailRule{
	MailPasswordReset:        {RankUrgent, toAccount, nil},
	MailPasswordResetBy:      {RankUrgent, toMembersUser, nil},
	MailPasswordResetSupport: {RankUrgent, toMembersUser, nil},
	MailPasswordChanged:      {RankUrgent, toAnybody, nil}, // whoever the account belongs to hears of it, rights or not
	MailStaffAdded:           {RankUrgent, toDesk, nil},
	MailInvitation:           {RankUrgent, toAnybody, nil},
	MailInvitationExisting:   {RankUrgent, toAnybody, nil},
	MailOpening:              {RankUrgent, toAnybody, nil},
	MailOpeningExisting:      {RankUrgent, toAnybody, nil},
	MailTest:                 {RankUrgent, toAnybody, nil},

	MailTickets:         {RankTickets, toAnybody, nil},
	MailOrderCancelled:  {RankTickets, toAnybody, nil},
	MailOrderRefunded:   {RankTickets, toAnybody, nil},
	MailTicketsRefunded: {RankTickets, toAnybody, nil},

	MailInvitationAccepted: {RankOther, toMember, seesPeople},
	MailInvitationDeclined: {RankOther, toMember, seesPeople},
	MailInvitationAsked:    {RankOther, toMember, seesPeople},
	MailOrder:              {RankOther, toMember, hearsOfOrders},
	MailSettlement:         {RankOther, toMember, hearsOfSettlements},
	MailReport:             {RankOther, toMember, seesReport},
	MailChangeAsked:        {RankOther, toOwner, nil},
	MailChangeDone:         {RankOther, toMember, nil},
	MailOwnershipOffered:   {RankOther, toMember, nil},
	MailOwnershipWithdrawn: {RankOther, toMember, nil},
	MailOwnershipDeclined:  {RankOther, toMember, nil},
	MailOwnershipAccepted:  {RankOther, toMember, nil},
	MailOwnershipTakenBack: {RankOther, toMember, nil},
	MailLetterRunning:      {RankOther, toOwner, nil},
	MailLetterRefused:      {RankOther, toSubmitter, nil},
	MailLetterObjected:     {RankOther, toSubmitter, nil},
	MailLetterMoot:         {RankOther, toSubmitter, nil},
	MailLetterFailed:       {RankOther, toSubmitter, nil},
	MailLetterDone:         {RankOther, toSubmitter, nil},
	MailRequestAnswered:    {RankOther, toMember, nil},
	MailRequestProof:       {RankOther, toMember, nil},
	MailRequestFiles:       {RankOther, toSubmitter, nil},
	MailRequestNew:         {RankOther, toDesk, nil},
	MailRequestWaits:       {RankOther, toDesk, nil},
	MailSupportView:        {RankOther, toOwner, nil},
}

// seesPeople is who may know how an invitation was answered.
func seesPeople(p Person, _ Mail) bool {
	levels := p.held().Levels
	return p.Owner || levels.At(access.Users) >= access.View || levels.At(access.Contacts) >= access.View
}

// hearsOfOrders is who is told of new orders at an event (MP4).
func hearsOfOrders(p Person, m Mail) bool {
	return p.NotifyOrders && p.held().Levels.ReadsOrders() && m.Data.Order != nil && p.held().Scope.Contains(m.Data.Order.EventID)
}

// hearsOfSettlements is who is told of settlements, and whoever created the event (ST4).
func hearsOfSettlements(p Person, m Mail) bool {
	x := m.Data.Settlement
	return x != nil && (p.NotifySettlements && p.held().Levels.ReadsSettlements() || x.Creator) && p.held().Scope.Contains(x.EventID)
}

// seesReport is who may have the figures in a mail: all of them.
func seesReport(p Person, m Mail) bool {
	r, held := m.Data.Report, p.held()
	if r == nil || held.Levels.At(access.Reports) < access.Edit {
		return false
	}
	if r.Covers.All {
		return held.Scope.All
	}
	for _, event := range r.Covers.Events {
		if !held.Scope.Contains(event) {
			return false
		}
	}
	return true
}
