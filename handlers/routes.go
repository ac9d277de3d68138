package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/access"
)

// Route is one line of the table: what is called how, by whom, and what answers.
type Route struct {
	Method string
	Path   string
	Name   string // URLs are built from it; <body data-page> holds it
	Access Access
	Handle echo.HandlerFunc
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// table is every address of the console. Read it from top to bottom.
func (s *Server) table() []Route {
	sees, edits, approves := Needs(access.Users, access.View), Needs(access.Users, access.Edit), Needs(access.Users, access.Approve)

	return []Route{
		// Coming in
		{get, "/setup/:token", "setup.form", Public, s.setupForm},
		{post, "/setup/:token", "setup.create", Public, s.setupCreate},
		{get, "/login", "login.form", Public, s.loginForm},
		{post, "/login", "login.create", Public, s.login},
		{post, "/logout", "logout", Public, s.logout},
		{get, "/password/forgot", "password.forgot.form", Public, s.passwordForgotForm},
		{post, "/password/forgot", "password.forgot", Public, s.passwordForgot},
		{get, "/password/reset/:token", "password.reset.form", Public, s.passwordResetForm},
		{post, "/password/reset/:token", "password.reset", Public, s.passwordReset},
		{get, "/invitations/:token", "invitation.show", Public, s.invitationShow},
		{post, "/invitations/:token/accept", "invitation.accept", Public, s.invitationAccept},
		{post, "/invitations/:token/decline", "invitation.decline", Public, s.invitationDecline},
		{post, "/invitations/:token/ask", "invitation.ask", Public, s.invitationAsk},
		{get, "/openings/:token", "opening.show", Public, s.openingShow},
		{post, "/openings/:token/accept", "opening.accept", Public, s.openingAccept},
		{post, "/openings/:token/decline", "opening.decline", Public, s.openingDecline},
		{get, "/tickets/:token", "ticket.show", Public, s.ticketShow},

		// Oneself
		{get, "/", "home", SignedIn, s.home},
		{get, "/profile", "profile.show", Person, s.profileShow},
		{post, "/profile", "profile.update", SignedIn, s.profileUpdate},
		{get, "/profile/change", "profile.change.form", SignedIn, s.profileChangeForm},
		{post, "/profile/change", "profile.change", SignedIn, s.profileChange},
		{post, "/profile/password", "profile.password", Person, s.profilePassword},
		{get, "/profile/sessions", "profile.sessions", Person, s.profileSessions},
		{post, "/profile/sessions", "profile.sessions.end", Person, s.profileSessionsEnd},
		{get, "/profile/security", "profile.security", Person, s.profileSecurity},
		{post, "/organisation", "organisation.switch", SignedIn, s.organisationSwitch},
		{post, "/preferences", "preferences", Person, s.preferences},

		// My activities: events
		{get, "/events", "event.list", Needs(access.Events, access.View), s.eventList},
		{get, "/events/new", "event.new", Needs(access.Events, access.Edit), s.eventNew},
		{post, "/events", "event.create", Needs(access.Events, access.Edit), s.eventCreate},
		{get, "/events/:id", "event.show", Needs(access.Events, access.View), s.eventShow},
		{get, "/events/:id/edit", "event.edit", Needs(access.Events, access.Edit), s.eventEdit},
		{post, "/events/:id", "event.update", Needs(access.Events, access.Edit), s.eventUpdate},
		{post, "/events/:id/publish", "event.publish", Needs(access.Events, access.Approve), s.eventPublish},
		{post, "/events/:id/close", "event.close", Needs(access.Events, access.Approve), s.eventClose},
		{get, "/events/:id/copy", "event.copy.form", Needs(access.Events, access.Edit), s.eventCopyForm},
		{post, "/events/:id/copy", "event.copy", Needs(access.Events, access.Edit), s.eventCopy},
		{get, "/events/:id/cancel", "event.cancel.form", Needs(access.Events, access.Approve), s.eventCancelForm},
		{post, "/events/:id/cancel", "event.cancel", Needs(access.Events, access.Approve), s.eventCancel},
		{get, "/events/:id/types/new", "event.type.new", Needs(access.Events, access.Edit), s.typeNew},
		{post, "/events/:id/types", "event.type.create", Needs(access.Events, access.Edit), s.typeCreate},
		{get, "/events/:id/types/:type/edit", "event.type.edit", Needs(access.Events, access.Edit), s.typeEdit},
		{post, "/events/:id/types/:type", "event.type.update", Needs(access.Events, access.Edit), s.typeUpdate},
		{get, "/events/:id/types/:type/remove", "event.type.remove.form", Needs(access.Events, access.Edit), s.typeRemoveForm},
		{post, "/events/:id/types/:type/remove", "event.type.remove", Needs(access.Events, access.Edit), s.typeRemove},

		// My activities: sales at the door
		{get, "/door-sales", "door.list", Needs(access.DoorSales, access.View), s.doorList},
		{get, "/door-sales/:id", "door.show", Needs(access.DoorSales, access.Edit), s.doorShow},
		{post, "/door-sales/:id", "door.sell", Needs(access.DoorSales, access.Edit), s.doorSell},
		{get, "/door-sales/:id/takings", "door.takings", Needs(access.DoorSales, access.View), s.doorTakings},
		{get, "/door-sales/:id/tills/new", "door.till.new", Needs(access.DoorSales, access.Edit), s.tillNew},
		{post, "/door-sales/:id/tills", "door.till.open", Needs(access.DoorSales, access.Edit), s.tillOpen},
		{get, "/door-sales/:id/tills/:till/close", "door.till.close.form", Needs(access.DoorSales, access.Approve), s.tillCloseForm},
		{post, "/door-sales/:id/tills/:till/close", "door.till.close", Needs(access.DoorSales, access.Approve), s.tillClose},
		{get, "/door-sales/:id/orders/:order", "door.order", Needs(access.DoorSales, access.Edit), s.doorOrder},
		{get, "/door-sales/:id/orders/:order/void", "door.void.form", Needs(access.DoorSales, access.Approve), s.doorVoidForm},
		{post, "/door-sales/:id/orders/:order/void", "door.void", Needs(access.DoorSales, access.Approve), s.doorVoid},

		// My activities: access control
		{get, "/access-control", "scan.list", Needs(access.AccessControl, access.View), s.scanList},
		{get, "/access-control/:id", "scan.show", Needs(access.AccessControl, access.View), s.scanShow},
		{get, "/access-control/:id/count", "scan.count", Needs(access.AccessControl, access.View), s.scanCount},
		{post, "/access-control/:id/scans", "scan.create", Needs(access.AccessControl, access.Edit), s.scanCreate},
		{get, "/access-control/:id/search", "scan.search", Needs(access.AccessControl, access.Approve), s.scanSearch},
		{post, "/access-control/:id/check-in", "scan.check_in", Needs(access.AccessControl, access.Approve), s.scanCheckIn},
		{post, "/access-control/:id/undo", "scan.undo", Needs(access.AccessControl, access.Approve), s.scanUndo},

		// My activities: customer service
		{get, "/customers", "customer.list", Needs(access.Customers, access.View), s.customerList},
		{get, "/customers/:id", "customer.show", Needs(access.Customers, access.View), s.customerShow},
		{get, "/customers/:id/edit", "customer.edit", Needs(access.Customers, access.Edit), s.customerEdit},
		{post, "/customers/:id", "customer.update", Needs(access.Customers, access.Edit), s.customerUpdate},
		{get, "/customers/:id/erase", "customer.erase.form", Needs(access.Customers, access.Approve), s.customerEraseForm},
		{post, "/customers/:id/erase", "customer.erase", Needs(access.Customers, access.Approve), s.customerErase},
		{get, "/orders/:id", "order.show", Needs(access.Customers, access.View), s.orderShow},
		{post, "/orders/:id/resend", "order.resend", Needs(access.Customers, access.Edit), s.orderResend},
		{get, "/orders/:id/cancel", "order.cancel.form", Needs(access.Customers, access.Approve), s.orderCancelForm},
		{post, "/orders/:id/cancel", "order.cancel", Needs(access.Customers, access.Approve), s.orderCancel},
		{get, "/orders/:id/refund", "order.refund.form", Needs(access.Customers, access.Approve), s.orderRefundForm},
		{post, "/orders/:id/refund", "order.refund", Needs(access.Customers, access.Approve), s.orderRefund},
		{get, "/imports", "import.list", Needs(access.Customers, access.Edit), s.importList},
		{get, "/imports/new", "import.new", Needs(access.Customers, access.Edit), s.importNew},
		{get, "/imports/example.csv", "import.example", Needs(access.Customers, access.Edit), s.importExample},
		{post, "/imports", "import.create", Needs(access.Customers, access.Edit), s.importCreate},
		{get, "/imports/:id", "import.show", Needs(access.Customers, access.Edit), s.importShow},
		{get, "/imports/:id/faults.csv", "import.faults", Needs(access.Customers, access.Edit), s.importFaults},
		{post, "/imports/:id/confirm", "import.confirm", Needs(access.Customers, access.Edit), s.importConfirm},
		{post, "/imports/:id/check", "import.check", Needs(access.Customers, access.Edit), s.importCheck},
		{get, "/imports/:id/discard", "import.discard.form", Needs(access.Customers, access.Edit), s.importDiscardForm},
		{post, "/imports/:id/discard", "import.discard", Needs(access.Customers, access.Edit), s.importDiscard},

		// My activities: finance
		{get, "/finance", "finance.show", Needs(access.Finance, access.View), s.financeShow},
		{get, "/finance/calculator", "finance.calculator", Needs(access.Finance, access.View), s.financeCalculator},
		{get, "/finance/fees", "finance.fees", Needs(access.Finance, access.Approve), s.financeFees},
		{post, "/finance/fees", "finance.fees.update", Needs(access.Finance, access.Approve), s.financeFeesUpdate},
		{get, "/finance/:id", "finance.event", Needs(access.Finance, access.View), s.settlementShow},
		{post, "/finance/:id/prepare", "finance.prepare", Needs(access.Finance, access.Edit), s.settlementPrepare},
		{get, "/finance/:id/settle", "finance.settle.form", Needs(access.Finance, access.Approve), s.settlementForm},
		{post, "/finance/:id/settle", "finance.settle", Needs(access.Finance, access.Approve), s.settlementSettle},
		{get, "/finance/:id/statement", "finance.statement", Needs(access.Finance, access.View), s.settlementStatement},

		// My activities: reports
		{get, "/reports", "report.list", Needs(access.Reports, access.View), s.reportList},
		{get, "/reports.csv", "report.csv", Needs(access.Reports, access.Edit), s.reportCSV},
		{get, "/reports/schedules", "report.schedules", Needs(access.Reports, access.Edit), s.reportSchedules},
		{post, "/reports/schedules", "report.schedule", Needs(access.Reports, access.Edit), s.reportSchedule},
		{post, "/reports/schedules/:id/remove", "report.unschedule", Needs(access.Reports, access.Edit), s.reportUnschedule},
		{get, "/reports/:id", "report.show", Needs(access.Reports, access.View), s.reportShow},
		{get, "/reports/:id/sales.csv", "report.event.csv", Needs(access.Reports, access.Edit), s.reportEventCSV},

		// Administration: users
		{get, "/users", "user.list", sees, s.userList},
		{get, "/users.csv", "user.csv", sees, s.userCSV},
		{get, "/users/new", "user.new", edits, s.userNew},
		{post, "/users/new", "user.new.step", edits, s.userNewStep},
		{post, "/users", "user.create", edits, s.userCreate},
		{post, "/users/bulk/review", "user.bulk", approves, s.userBulk},
		{post, "/users/bulk/do", "user.bulk.do", approves, s.userBulkDo},
		{get, "/users/:id", "user.show", sees, s.userShow},
		{get, "/users/:id/edit", "user.edit", edits, s.userEdit},
		{post, "/users/:id/edit", "user.edit.step", edits, s.userEditStep},
		{post, "/users/:id", "user.update", edits, s.userUpdate},
		{post, "/users/:id/status", "user.status", approves, s.userStatus},
		{get, "/users/:id/remove", "user.remove.form", approves, s.userRemoveForm},
		{post, "/users/:id/remove", "user.remove", approves, s.userRemove},
		{post, "/users/:id/invitation", "user.invitation", approves, s.userInvitation},
		{post, "/users/:id/link", "user.link", approves, s.userLink},
		{post, "/users/:id/password-reset", "user.password_reset", approves, s.userPasswordReset},

		// Administration: roles
		{get, "/roles", "role.list", sees, s.roleList},
		{get, "/roles/new", "role.new", approves, s.roleNew},
		{post, "/roles/new", "role.new.step", approves, s.roleNewStep},
		{post, "/roles", "role.create", approves, s.roleCreate},
		{get, "/roles/:id/edit", "role.edit", approves, s.roleEdit},
		{post, "/roles/:id/edit", "role.edit.step", approves, s.roleEditStep},
		{post, "/roles/:id", "role.update", approves, s.roleUpdate},
		{get, "/roles/:id/members", "role.members", approves, s.roleMembers},
		{post, "/roles/:id/members", "role.members.update", approves, s.roleMembersUpdate},
		{get, "/roles/:id/remove", "role.remove.form", approves, s.roleRemoveForm},
		{post, "/roles/:id/remove", "role.remove", approves, s.roleRemove},

		// Administration: the directory
		{get, "/contacts", "contact.list", Needs(access.Contacts, access.View), s.contactList},
		{get, "/contacts/new", "contact.new", Needs(access.Contacts, access.Edit), s.contactNew},
		{post, "/contacts", "contact.create", Needs(access.Contacts, access.Edit), s.contactCreate},
		{post, "/contacts/:id", "contact.update", Needs(access.Contacts, access.Edit), s.contactUpdate},
		{get, "/contacts/:id/access", "contact.access.form", Needs(access.Contacts, access.Approve), s.contactAccessForm},
		{post, "/contacts/:id/access", "contact.access", Needs(access.Contacts, access.Approve), s.contactAccess},
		{get, "/contacts/:id/remove", "contact.remove.form", Needs(access.Contacts, access.Approve), s.contactRemoveForm},
		{post, "/contacts/:id/remove", "contact.remove", Needs(access.Contacts, access.Approve), s.contactRemove},
		{post, "/contacts/:id/password-reset", "contact.password_reset", Needs(access.Contacts, access.Approve), s.contactPasswordReset},

		// Administration: what the owner is asked for
		{get, "/tasks", "task.list", Owner, s.taskList},
		{post, "/tasks/:id/done", "task.done", Owner, s.taskDone},

		// Administration: history and account
		{get, "/history", "history.list", Needs(access.History, access.View), s.historyList},
		{get, "/history.csv", "history.csv", Needs(access.History, access.View), s.historyCSV},
		{get, "/account", "account.show", Needs(access.Account, access.View), s.accountShow},
		{get, "/account/edit", "account.edit", Needs(access.Account, access.Edit), s.accountEdit},
		{post, "/account", "account.update", Needs(access.Account, access.Edit), s.accountUpdate},
		{post, "/account/support", "account.support", Owner, s.accountSupport},
		{get, "/account/tokens", "account.tokens", Needs(access.Account, access.Edit), s.tokenList},
		{get, "/account/tokens/new", "account.token.new", Needs(access.Account, access.Edit).AndSells(), s.tokenNew},
		{post, "/account/tokens", "account.token.create", Needs(access.Account, access.Edit).AndSells(), s.tokenCreate},
		{get, "/account/tokens/:id/revoke", "account.token.revoke.form", Needs(access.Account, access.Edit), s.tokenRevokeForm},
		{post, "/account/tokens/:id/revoke", "account.token.revoke", Needs(access.Account, access.Edit), s.tokenRevoke},

		// Administration: one owner, and another one
		{get, "/account/ownership", "ownership.show", SignedIn, s.ownershipShow},
		{post, "/account/ownership", "ownership.offer", Owner, s.ownershipOffer},
		{post, "/account/ownership/withdraw", "ownership.withdraw", Owner, s.ownershipWithdraw},
		{post, "/account/ownership/accept", "ownership.accept", SignedIn, s.ownershipAccept},
		{post, "/account/ownership/decline", "ownership.decline", SignedIn, s.ownershipDecline},
		{post, "/account/ownership/take-back", "ownership.take_back", SignedIn, s.ownershipTakeBack},
		{post, "/account/ownership/object", "ownership.object", Owner, s.ownershipObject},
		{get, "/account/ownership/letter", "ownership.letter", SignedIn, s.ownershipLetter},
		{post, "/account/ownership/letter", "ownership.letter.create", SignedIn, s.ownershipLetterCreate},

		// Administration: help
		{get, "/help", "help.list", SignedIn, s.helpList},
		{get, "/help/new", "help.new", SignedIn, s.helpNew},
		{post, "/help", "help.create", SignedIn, s.helpCreate},
		{get, "/help/:id", "help.show", SignedIn, s.helpShow},
		{post, "/help/:id", "help.reply", SignedIn, s.helpReply},
		{post, "/help/:id/close", "help.close", SignedIn, s.helpClose},
		{get, "/help/:id/ticket", "help.ticket", SignedIn, s.helpTicket},
		{post, "/help/:id/ticket/approve", "help.ticket.approve", SignedIn, s.helpTicketApprove},
		{post, "/help/:id/ticket/refuse", "help.ticket.refuse", SignedIn, s.helpTicketRefuse},

		// The support desk
		{get, "/support", "desk.home", Desk, s.deskHome},
		{get, "/support/people/:id", "desk.person", Desk, s.deskPerson},
		{get, "/support/people/:id/reset", "desk.person.reset.form", Desk, s.deskResetForm},
		{post, "/support/people/:id/reset", "desk.person.reset", Desk, s.deskReset},
		{post, "/support/people/:id/unlock", "desk.person.unlock", Desk, s.deskUnlock},
		{get, "/support/people/:id/sessions", "desk.person.sessions.form", Desk, s.deskSessionsForm},
		{post, "/support/people/:id/sessions", "desk.person.sessions", Desk, s.deskSessions},
		{post, "/support/people/:id/invitation", "desk.person.invitation", Desk, s.deskInvitation},
		{get, "/support/people/:id/view", "desk.person.view.form", Desk, s.deskViewForm},
		{post, "/support/people/:id/view", "desk.person.view", Desk, s.deskView},
		{post, "/support/view/end", "desk.view.end", Desk, s.deskViewEnd},
		{get, "/support/organisations/new", "desk.opening.new", Desk, s.deskOpeningNew},
		{post, "/support/organisations", "desk.opening.create", Desk, s.deskOpeningCreate},
		{get, "/support/organisations/:id", "desk.organisation", Desk, s.deskOrganisation},
		{get, "/support/openings", "desk.openings", Desk, s.deskOpenings},
		{post, "/support/openings/:id/resend", "desk.opening.resend", Desk, s.deskOpeningResend},
		{post, "/support/openings/:id/withdraw", "desk.opening.withdraw", Desk, s.deskOpeningWithdraw},

		// The support desk: requests
		{get, "/support/requests", "desk.requests", Desk, s.deskRequests},
		{get, "/support/requests/:id", "desk.request", Desk, s.deskRequest},
		{post, "/support/requests/:id/reply", "desk.request.reply", Desk, s.deskReply},
		{post, "/support/requests/:id/assign", "desk.request.assign", Desk, s.deskAssign},
		{post, "/support/requests/:id/state", "desk.request.state", Desk, s.deskState},
		{post, "/support/requests/:id/test-ticket", "desk.request.issue", Desk, s.deskIssue},
		{get, "/support/requests/:id/ticket", "desk.request.ticket", Desk, s.deskTicket},

		// The support desk: letters of owners
		{get, "/support/letters", "letter.list", Desk, s.letterList},
		{get, "/support/letters/:id", "letter.show", Desk, s.letterShow},
		{get, "/support/letters/:id/file", "letter.file", Desk, s.letterFile},
		{post, "/support/letters/:id/approve", "letter.approve", Desk, s.letterApprove},
		{post, "/support/letters/:id/refuse", "letter.refuse", Desk, s.letterRefuse},
		{get, "/support/organisations/:id/letter", "letter.new", Desk, s.letterNew},
		{post, "/support/organisations/:id/letter", "letter.create", Desk, s.letterCreate},

		// The API, for shops
		{get, "/api/v1/events", "api.events", Token, s.apiEvents},
		{get, "/api/v1/events/:id", "api.event", Token, s.apiEvent},
		{post, "/api/v1/orders", "api.order.create", Token, s.apiOrderCreate},
		{get, "/api/v1/orders/:id", "api.order", Token, s.apiOrder},
		{get, "/api/v1/openapi.json", "api.description", Public, s.apiDescription},

		// The mailbox of a first look
		{get, "/mailbox", "mailbox.list", Owner, s.mailboxList},
		{get, "/mailbox/:id", "mailbox.show", Owner, s.mailboxShow},

		// The machine
		{get, "/healthz", "healthz", Public, s.healthz},
		{get, "/readyz", "readyz", Public, s.readyz},
		{get, "/static/*", "static", Public, s.asset},
	}
}
