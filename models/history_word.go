package models

import "slices"

// historyActions are the things that the history records, in the order in which filters offer
// them. The catalogues hold a sentence for each, history.action.<action>.
var historyActions = []string{
	"membership.invited", "membership.prepared", "membership.updated", "membership.role_applied", "membership.activated", "membership.deactivated", "membership.removed",
	"mail.unread", "mail.dropped", "invitation.sent", "invitation.resent", "invitation.reminded", "invitation.link_copied", "invitation.failed",
	"invitation.returned",
	"invitation.accepted", "invitation.declined", "invitation.asked", "invitation.revoked",
	"user.signed_in", "user.locked", "user.reset_asked", "user.reset_sent", "user.reset_refused", "user.password_reset", "user.password_changed", "user.sessions_ended", "profile.updated",
	"contact.added", "contact.updated", "contact.removed", "task.asked", "task.done",
	"event.created", "event.updated", "event.published", "event.closed", "event.cancelled", "ticket_type.added", "ticket_type.updated", "ticket_type.removed",
	"order.placed", "orders.placed", "order.voided", "till.opened", "till.closed",
	"ticket.checked_in", "ticket.check_in_undone",
	"fees.updated", "settlement.prepared", "settlement.settled",
	"order.resent", "order.mail_returned", "order.cancelled", "order.refunded", "order.tickets_refunded", "customer.updated", "customer.erased",
	"import.uploaded", "import.rechecked", "import.confirmed", "import.discarded",
	"report.scheduled", "report.unscheduled",
	"role.created", "role.updated", "role.removed",
	"token.created", "token.revoked",
	"ownership.offered", "ownership.accepted", "ownership.declined", "ownership.withdrawn", "ownership.lapsed", "ownership.taken_back", "ownership.left",
	"letter.submitted", "letter.approved", "letter.refused", "letter.objected", "letter.moot", "letter.failed", "letter.done",
	"staff.added", "staff.removed",
	"request.opened", "request.replied", "request.closed", "request.reopened", "test_ticket.issued", "test_ticket.approved", "test_ticket.refused",
	"organisation.founded", "organisation.updated", "organisation.restored", "organisation.keys_lost",
	"user.reset_by_support", "user.unlocked", "support.view_started", "support.view_ended",
	"opening.created", "opening.resent", "opening.withdrawn", "opening.declined",
}

// historyFields are the fields of recorded changes, besides level.<section>. The catalogues
// hold a name for each, history.field.<field>.
var historyFields = []string{
	"active", "begins", "change_cash", "channel", "chosen", "copied_from", "counted", "currency", "email", "ends", "event_name", "expected", "fees", "gross", "invitation_days", "lead", "locale", "members_edit", "name", "net", "notify_orders", "notify_settlements",
	"order_mails", "organisation_name", "own_acquiring", "parent", "phone", "price", "purpose", "quota", "rhythm", "role", "role_name", "sales_from", "sales_until", "scope", "state",
	"ticket_number", "undo_reason",
	"mail", "letter", "letter_reason", "owner",
	"corrected", "orders", "file", "mail_tickets",
	"reason", "until", "opened_by", "support_view",
	"contact_roles",
	"ticket_type", "ticket_type_name", "ticket_types", "tickets", "till", "time_zone", "title", "total", "valid_from", "valid_until", "venue",
}

// HistoryActions lists everything that the history records.
func HistoryActions() []string { return slices.Clone(historyActions) }

// HistoryFields lists the fields that changes are recorded of, besides level.<section>.
func HistoryFields() []string { return slices.Clone(historyFields) }
