package forms

import (
	"net/url"
	"slices"

	"coulisse/models"
)

// Help is the form that asks the support desk (CC6).
type Help struct {
	Topic   string
	Event   string // id, of a test ticket
	Subject string
	Text    string

	faults Errors
}

// ReadHelp reads the submitted form.
func ReadHelp(body url.Values) Help {
	v := Read(body)
	f := Help{Topic: v.Choice("topic", models.Topics()...), Event: v.Line("event", maxID), Subject: v.Line("subject", models.MaxSubject), Text: v.Lines("text", models.MaxText)}
	f.faults = v.Faults()
	return f
}

// Validate checks every field, in the order of the form.
func (f Help) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Topic == "" {
		errs.Add("topic", "help.no_topic")
	}
	if f.Topic == models.TopicTestTicket && f.Event == "" {
		errs.Add("event", "help.unknown_event")
	}
	if f.Subject == "" {
		errs.Add("subject", "form.required")
	}
	if f.Text == "" {
		errs.Add("text", "help.no_text")
	}
	return errs
}

// Request is what the store opens; call it on a form that Validate passed.
func (f Help) Request() models.NewRequest {
	return models.NewRequest{Topic: f.Topic, Event: f.Event, Subject: f.Subject, Text: f.Text}
}

// Reply is a text for a conversation.
type Reply struct {
	Text string

	missing string // what is said when there is none
	faults  Errors
}

// ReadReply reads a text; missing is the key of what is said when there is none.
func ReadReply(body url.Values, missing string) Reply {
	v := Read(body)
	f := Reply{Text: v.Lines("text", models.MaxText), missing: missing}
	f.faults = v.Faults()
	return f
}

// Validate wants a text.
func (f Reply) Validate() Errors {
	errs := slices.Clone(f.faults)
	if f.Text == "" {
		errs.Add("text", f.missing)
	}
	return errs
}

// DeskRequest is what is done with a request at the support desk, besides answering it.
type DeskRequest struct {
	To    string // user of the desk
	State string // one of models.RequestStates; "" for none, and for what no button says
	Type  string // ticket type of a test ticket

	faults Errors
}

// ReadDeskRequest reads a submitted form.
func ReadDeskRequest(body url.Values) DeskRequest {
	v := Read(body)
	f := DeskRequest{To: v.Line("to", maxID), Type: v.Line("type", maxID)}
	f.faults = v.Faults()
	if state := body["state"]; len(state) == 1 && slices.Contains(models.RequestStates(), state[0]) {
		f.State = state[0]
	}
	return f
}

// Faults are what is wrong with how the fields were sent.
func (f DeskRequest) Faults() Errors { return slices.Clone(f.faults) }
