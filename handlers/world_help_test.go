package handlers_test

import (
	"net/url"
	"strings"

	"coulisse/access"
	"coulisse/models"
)

// States of the test ticket of a request, besides those that it has itself.
const noProof = "none"

// addRequests has people ask the support desk, and brings what they asked to every state. The rows
// of a request at the desk are the same.
func (w *world) addRequests() {
	for _, q := range []struct{ by, event, proof, state string }{
		{"owner", "", noProof, models.RequestOpen},
		{"nothing chosen", "", noProof, models.RequestClosed},
		{"superuser chosen", "Cyrano published", models.ProofWaiting, models.RequestAnswered},
		{"events view all", "Grottesal published", models.ProofApproved, models.RequestOpen},
		{"events edit chosen", "Cyrano published", models.ProofRefused, models.RequestOpen},
		{"events approve all", "Grottesal published", noProof, models.RequestOpen},
		{"neighbour's owner", "Quaidix matinée", models.ProofWaiting, models.RequestAnswered},
		{"neighbour's superuser", "", noProof, models.RequestOpen},
	} {
		w.asks(q.by, w.called(q.by).actor, q.event, q.proof, q.state)
	}
	// A link to it leads into the other organisation.
	w.asks("both, there", w.called("both, there").also, "Cyrano published", models.ProofWaiting, models.RequestAnswered)
}

func (w *world) called(name string) *caller {
	w.t.Helper()
	for _, c := range w.who {
		if c.name == name {
			return c
		}
	}
	w.t.Fatalf("nobody is called %s", name)
	return nil
}

// asks brings one request to a state.
func (w *world) asks(by string, who access.Actor, event, proof, state string) {
	ctx, staff := w.t.Context(), w.called("agent").staff
	n := models.NewRequest{Topic: models.TopicQuestion, Subject: w.dress("Asked by " + by), Text: w.dress("Text by " + by)}
	kind := ""
	if event != "" {
		n.Topic, n.Event = models.TopicTestTicket, w.eventNamed(event)
		kind = w.typeOf(n.Event)
	}
	r, err := w.Store.OpenRequest(ctx, who, n)
	w.must(err)
	if proof != noProof {
		_, err = w.Store.IssueTestTicket(ctx, staff, r.ID, kind)
		w.must(err)
	}
	switch proof {
	case models.ProofApproved:
		_, err = w.Store.ApproveProof(ctx, who, r.ID)
	case models.ProofRefused:
		_, err = w.Store.RefuseProof(ctx, who, r.ID, w.dress("Smaller"))
	}
	w.must(err)
	if state == models.RequestClosed {
		_, err = w.Store.CloseRequest(ctx, who, r.ID)
		w.must(err)
	}
	one := row{name: state + " of " + by, id: r.ID, event: n.Event, organisation: who.Organisation, of: who.Membership, toOwner: true, state: state, known: proof,
		form: "desk.request.issue", fields: url.Values{"type": {kind}}}
	w.rows["help"] = append(w.rows["help"], one)
	w.rows["requests"] = append(w.rows["requests"], one)
}

// wantHelp: what is open is closed, and the test ticket is decided on once, by who sees its event.
func wantHelp(c cell) int {
	if strings.HasPrefix(c.route.Name, "help.ticket") {
		return wantProof(c)
	}
	switch {
	case c.route.Method == "GET":
		return 200
	case c.route.Name == "help.close" && c.row.state == models.RequestClosed:
		return 409
	}
	return wantForm(c)
}

func wantProof(c cell) int {
	switch {
	case c.row.known == noProof, !c.who.actor.Can(access.Events, access.View), !c.who.actor.Sees(c.row.event):
		return 404
	case c.route.Method == "GET":
		return 200
	case c.route.Name == "help.ticket.refuse" && c.body == "empty":
		return 422
	case c.row.known != models.ProofWaiting:
		return 409
	}
	return 303
}

// wantDeskRequest: the desk sees every request, of whatever organisation.
func wantDeskRequest(c cell) int {
	switch {
	case c.row.organisation == "":
		return 404
	case c.route.Name == "desk.request.ticket" && c.row.known == noProof:
		return 404
	case c.route.Method == "GET":
		return 200
	case c.route.Name == "desk.request.issue" && (c.row.event == "" || c.row.known == models.ProofWaiting):
		return 409
	case c.route.Name == "desk.request.state" && c.body == "filled" && c.row.state == models.RequestClosed:
		return 409
	}
	return wantForm(c)
}

// requestTraced tells whether what the desk did stands in the history: not who has taken a request.
func (c cell) requestTraced() bool { return c.route.Name != "desk.request.assign" }
