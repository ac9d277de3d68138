package handlers_test

import (
	"strings"
	"testing"
	"time"

	"coulisse/models"
	"coulisse/testkit"
)

// nextMail claims what waits until a mail to an address, which then has left.
func nextMail(t *testing.T, a *testkit.App, to string) *models.Mail {
	t.Helper()
	for {
		m, err := a.Store.ClaimMail(t.Context(), time.Minute)
		if err == nil && m != nil {
			err = a.Store.MailSent(t.Context(), m)
		}
		if err != nil || m == nil {
			t.Fatalf("no mail to %s: %v", to, err)
		}
		if m.To == to {
			return m
		}
	}
}

func TestTheConversationNamesFilesThatCameByMail(t *testing.T) {
	k := newCounter(t)
	r, err := k.Store.OpenRequest(t.Context(), k.mia, models.NewRequest{Topic: models.TopicProblem, Subject: "A logo", Text: "Too small"})
	if err == nil {
		_, err = k.Store.AnswerRequest(t.Context(), k.staff, r.ID, "Send it")
	}
	if err != nil {
		t.Fatal(err)
	}
	var m *models.Mail
	for m == nil || m.Kind != models.MailRequestAnswered {
		m = nextMail(t, k.App, k.mia.Email)
	}
	came := models.AnsweredMail{Tags: []string{m.AnswerTag}, From: k.mia.Email, Text: "Here", Files: []models.MailedFile{{Name: "<b>logo.png", Size: 3 << 20}, {Name: "plan.pdf", Size: 40 << 10}}}
	if _, added, err := k.Store.ReceiveAnswer(t.Context(), came); err != nil || !added {
		t.Fatal(added, err)
	}
	for name, p := range map[string]*testkit.Page{"member": k.As(k.mia).Get("/help/"+r.ID).Want(200, "help.show"), "desk": k.AsStaff(k.staff).Get("/support/requests/"+r.ID).Want(200, "desk.request")} {
		if got := strings.ReplaceAll(p.Text("[data-files]"), "\u00a0", " "); !strings.HasPrefix(got, "With files that were not kept: <b>logo.png (3 MB)") || !strings.Contains(got, "plan.pdf (40 KB)") || p.Find("[data-files]").Length() != 1 {
			t.Errorf("%s reads %q", name, got)
		}
	}
	if told := k.LastMail(k.mia.Email); told.Kind != models.MailRequestFiles {
		t.Errorf("the sender was mailed %s", told.Kind)
	}
}

func TestAMailThatComesBackIsSeenWhereItBelongs(t *testing.T) {
	k := newCounter(t)
	member, _ := k.Invite(k.owner, "eva@nordlys.example", "Eva", testkit.Levels(nil))
	order := k.Order(k.owner, k.event, k.full, 2, models.Contact{Name: "Bo", Email: "bo@example.org"})
	for _, to := range []string{"eva@nordlys.example", "bo@example.org"} {
		m := nextMail(t, k.App, to)
		if _, found, err := k.Store.ReceiveReturned(t.Context(), models.ReturnedMail{Tags: []string{m.ReturnTag}, Answer: "550 5.1.1 No such person"}); err != nil || !found {
			t.Fatal(found, err)
		}
	}
	c := k.As(k.owner)
	const why = "sent it back. Check the address. It says: “550 5.1.1 No such person”."
	if got := c.Get("/users").Want(200, "user.list").Text(`tr[data-id="` + member + `"][data-status="failed"]`); !strings.Contains(got, why) {
		t.Errorf("the list says %q", got)
	}
	if got := c.Get("/users/"+member).Want(200, "user.show").Text("main"); !strings.Contains(got, why) {
		t.Errorf("the person's page says %q", got)
	}
	if got := c.Get("/").Want(200, "home").Find(`a[href*="status=failed"]`).Length(); got != 1 {
		t.Errorf("%d links on the first page", got)
	}
	got := c.Get("/orders/"+order.ID).Want(200, "order.show").Text(`[data-mail="tickets"]`)
	if !strings.Contains(got, "Came back") || !strings.Contains(got, why) {
		t.Errorf("the order says %q", got)
	}
	history := c.Get("/history").Want(200, "history.list").Text("main")
	for _, want := range []string{"learnt that the invitation of Eva did not arrive", "learnt that a mail to the buyer of order"} {
		if !strings.Contains(history, want) {
			t.Errorf("the history does not say: %s", want)
		}
	}
}
