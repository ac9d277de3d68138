package page

import (
	"net/url"
	"strconv"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/views"
	"coulisse/views/component"
)

// HelpListPage is one page of the reader's requests to the support desk, and for the owner of
// everybody's.
type HelpListPage struct {
	Rows           []models.ListedRequest
	Total          int
	Capped         bool   // counting stopped at Total
	Previous, Next string // cursors; "" when there is no such page
	Errors         forms.Errors
}

// HelpFormPage is the form that asks support.
type HelpFormPage struct {
	Entry  forms.Help
	Errors forms.Errors
	Events []models.EventChoice // those the reader sees; without any there is no test ticket
}

// HelpShowPage is one request with its conversation.
type HelpShowPage struct {
	models.Conversation
	Entry  forms.Reply
	Errors forms.Errors
}

// ProofPage is a test ticket, to its requester and at the desk.
type ProofPage struct {
	models.Proof
	Entry  forms.Reply
	Errors forms.Errors
}

// requestNumber is what people call a request.
func requestNumber(l *i18n.Locale, number int) string {
	return l.T("help.number", "number", strconv.Itoa(number))
}

func topicName(l *i18n.Locale, topic string) string { return l.T("help.topic." + topic + ".name") }

// requestLook is a request's state as one of the shapes of statuses.
func requestLook(state string) string {
	switch state {
	case models.RequestOpen:
		return "invited"
	case models.RequestAnswered:
		return "active"
	}
	return "ended"
}

func helpCrumbs(f *views.Frame, r models.Request, here string) []component.Crumb {
	crumbs := []component.Crumb{{Label: f.Locale.T("help.title"), Href: f.URL("help.list")}}
	if r.ID == "" {
		return append(crumbs, component.Crumb{Label: here})
	}
	if here != "" {
		return append(crumbs, component.Crumb{Label: requestNumber(f.Locale, r.Number), Href: f.URL("help.show", r.ID)}, component.Crumb{Label: here})
	}
	return append(crumbs, component.Crumb{Label: requestNumber(f.Locale, r.Number)})
}

func (p HelpListPage) columns(f *views.Frame) []component.Column {
	l := f.Locale
	list := []component.Column{{Label: l.T("help.column.request")}, {Label: l.T("help.column.state"), Narrow: true}}
	if f.Actor.Owner {
		list = append(list, component.Column{Label: l.T("help.column.author")})
	}
	return append(list, component.Column{Label: l.T("help.column.last")})
}

func (p HelpListPage) lead(f *views.Frame) string {
	if f.Actor.Owner {
		return f.Locale.T("help.lead_owner", "organisation", f.Organisation)
	}
	return f.Locale.T("help.lead")
}

func (p HelpListPage) shown(l *i18n.Locale) string { return requestsShown(l, p.Total, p.Capped) }

func requestsShown(l *i18n.Locale, total int, capped bool) string {
	if capped {
		return l.T("help.count_more", "n", total)
	}
	return l.N("help.count", total)
}

// totalOf is a count as data-total says it.
func totalOf(total int, capped bool) string {
	if capped {
		return strconv.Itoa(total) + "+"
	}
	return strconv.Itoa(total)
}

func (p HelpListPage) turn(f *views.Frame, side, cursor string) string {
	if cursor == "" {
		return ""
	}
	return views.WithQuery(f.URL("help.list"), url.Values{side: {cursor}})
}

// lastBy is who had the last word.
func lastBy(l *i18n.Locale, r models.ListedRequest) string {
	return l.T("help.last."+r.LastKind, "name", r.LastName)
}

// topics are those that the form offers: no test ticket to who sees no event.
func (p HelpFormPage) topics() (list []string) {
	for _, t := range models.Topics() {
		if t != models.TopicTestTicket || len(p.Events) > 0 {
			list = append(list, t)
		}
	}
	return list
}

func (p HelpFormPage) events(f *views.Frame) []component.Option {
	list := []component.Option{{Label: f.Locale.T("help.form.no_event")}}
	for _, e := range p.Events {
		list = append(list, component.Option{Value: e.ID, Label: e.Name + ", " + f.Locale.ShortDate(f.In(e.BeginsAt))})
	}
	return list
}

// readers says who reads what is written in a request of somebody's.
func readers(f *views.Frame, author string) string {
	if f.Actor.Owner && author == f.Actor.User {
		return f.Locale.T("help.owner_reads")
	}
	return f.Locale.T("help.who_reads")
}

// speakerName is who said something, as the reader knows them.
func speakerName(f *views.Frame, m models.RequestMessage) string {
	if m.AuthorID == f.Actor.User {
		return f.Locale.T("help.show.you")
	}
	return m.AuthorName
}

// filesOf names the files that came with a mail and were not kept.
func filesOf(l *i18n.Locale, files []models.MailedFile) string {
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = l.T("help.show.file", "name", file.Name, "size", l.Size(i18n.Size(file.Size)))
	}
	return l.T("help.show.files", "files", l.List(names))
}

// answerable tells whether the reader may decide on the test ticket.
func (p HelpShowPage) answerable() bool {
	return p.Proof != nil && p.Proof.State == models.ProofWaiting
}

// decided says who decided on a test ticket, and when; "" while nobody has.
func decided(f *views.Frame, k models.TestTicket) string {
	if k.DecidedAt == nil {
		return ""
	}
	return f.Locale.T("help.proof."+k.State, "name", k.DecidedName, "date", f.Locale.DateTime(f.In(*k.DecidedAt)))
}

// shows says of which moment the test ticket is.
func (p ProofPage) shows(f *views.Frame) string {
	if p.State == models.ProofApproved && p.DecidedAt != nil {
		return f.Locale.T("help.proof.now_approved", "name", p.DecidedName, "date", f.Locale.DateTime(f.In(*p.DecidedAt)))
	}
	return f.Locale.T("help.proof.now")
}

// event is the event that the test ticket shows.
func (p ProofPage) event() EventRow {
	return EventRow{ID: p.Event.ID, Name: p.Event.Name, Venue: p.Event.Venue, State: p.Event.State, Begins: p.Event.BeginsAt, Ends: p.Event.EndsAt}
}

// ticket is the test ticket as the buyer's page shows tickets.
func (p ProofPage) ticket() SheetTicket {
	return SheetTicket{Number: 1, Type: p.TypeName, Code: p.Code, Price: p.Price}
}

// crumbs lead back to the request, on the side on which one is.
func (p ProofPage) crumbs(f *views.Frame) []component.Crumb {
	if f.Staff != nil {
		return deskRequestCrumbs(f, p.Request, f.Locale.T("help.proof.title"))
	}
	return helpCrumbs(f, p.Request, f.Locale.T("help.proof.title"))
}

func (p ProofPage) lead(f *views.Frame) string {
	if f.Staff != nil {
		return f.Locale.T("help.proof.lead_desk", "organisation", p.Organisation.Name)
	}
	return f.Locale.T("help.proof.lead")
}

// replyHint says what a reply does to a request, or who reads it.
func (p HelpShowPage) replyHint(f *views.Frame) string {
	if p.State == models.RequestClosed {
		return f.Locale.T("help.show.reply_closed")
	}
	return readers(f, p.AuthorID)
}
