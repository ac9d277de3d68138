package e2e

import (
	"os/exec"
	"strings"
	"testing"

	"coulisse/testkit"
)

// Bon à tirer, from the first word to the last (CC6): an event manager asks support for a test
// ticket, support issues it, no door takes it, and both write to each other, here and by mail.
func TestATestTicketIsAskedForLookedAtAndApproved(t *testing.T) { twice(t, (*journey).proves) }

func (j *journey) proves() {
	j.hires("event_manager", "", "home")
	event := j.addsEvent(j.ana, "Cyrano de Bergerac", 20, "18", "3")
	desk := j.supports()
	j.asksForProof()
	j.looksAtProof(j.issues(desk))
	j.triesAtTheDoor(event)
	j.asksForChange()
	j.repliesByMail(j.answersChange(desk))
	j.approves(desk)
}

// supports signs somebody of the support desk in.
func (j *journey) supports() *Person {
	j.t.Helper()
	j.app.Change(`INSERT INTO users (id, email, email_key, name, locale, password_hash, password_at, created_at, updated_at)
		SELECT 'sofie', 'sofie@desk.example', 'sofie@desk.example', 'Sofie Vang', 'en', password_hash, password_at, created_at, updated_at FROM users WHERE email_key = 'signe@nordlys.example'`)
	j.app.Change("INSERT INTO staff (user_id, created_at) SELECT id, created_at FROM users WHERE id = 'sofie'")
	p := j.app.NewPerson(j.options...)
	j.signsIn(p, "sofie@desk.example", ownersPassword, "desk.home")
	return p
}

func (j *journey) asksForProof() {
	p := j.ana
	p.Opens("/")
	p.Presses("Help")
	p.IsOn("help.list")
	p.Sees("Nothing asked yet")
	p.Presses("Ask support")
	p.IsOn("help.new")
	p.Chooses("topic", "test_ticket")
	p.Types("subject", "Proof for the printers")
	p.Types("text", "May we see the ticket\nbefore it is sold?")
	if status := p.Presses("Send to support"); status != 422 {
		j.t.Errorf("without an event: %d", status)
	}
	p.Sees("Choose the event for which you would like a test ticket.")
	j.choosesEvent()
	p.IsOn("help.show")
	p.Sees("Request #1001 is with support.")
}

// choosesEvent chooses the only event and sends the form again.
func (j *journey) choosesEvent() {
	j.t.Helper()
	p := j.ana
	p.Chooses("event", eval[string](p, `document.querySelector("#event option:last-child").value`))
	p.Presses("Send to support")
}

// issues is support's part: found in the inbox, taken, issued. It returns the mail about it.
func (j *journey) issues(desk *Person) testkit.ReceivedMail {
	told := j.mailTo("sofie@desk.example", "Request #1001 from Nordlys Kultur")
	if strings.Contains(told.Text, "before it is sold") {
		j.t.Error("the desk was mailed what was written")
	}
	desk.Opens("/support")
	desk.Presses("Requests")
	desk.IsOn("desk.requests")
	desk.Presses("Proof for the printers")
	desk.IsOn("desk.request")
	desk.Sees("Full price, €18.00")
	desk.Presses("Take it")
	desk.Sees("Sofie Vang has taken the request.")
	desk.Presses("Issue test ticket")
	desk.Sees("The test ticket for request #1001 is on its way.")
	desk.Presses("Look at it")
	desk.IsOn("desk.request.ticket")
	desk.SeesNot("Approve this proof")
	return j.mailSaying("ana@nordlys.example", "Your request #1001 (Test ticket)", "has made the test ticket that you asked for")
}

// mailTo waits for a mail with a subject.
func (j *journey) mailTo(address, subject string) testkit.ReceivedMail {
	j.t.Helper()
	return j.mailSaying(address, subject, "")
}

// mailSaying is the last mail to an address with a subject and some words in its text: all mails about one
// request have one subject.
func (j *journey) mailSaying(address, subject, words string) (found testkit.ReceivedMail) {
	j.t.Helper()
	j.app.await("a mail to "+address+": "+subject+" "+words, func() bool {
		for _, m := range j.post.Messages() {
			if m.To == address && m.Subject == subject && strings.Contains(m.Text, words) {
				found = m
			}
		}
		return found.To != ""
	})
	return found
}

func (j *journey) looksAtProof(m testkit.ReceivedMail) {
	p := j.ana
	p.Opens(m.Link())
	p.IsOn("help.ticket")
	p.Sees("Cyrano de Bergerac")
	p.Sees("Test – not valid")
	if mark := eval[string](p, `getComputedStyle(document.querySelector(".proof"),"::after").content`); mark != `"Test – not valid"` {
		j.t.Errorf("across the ticket stands %s", mark)
	}
	j.looks(p, "proof")
}

// triesAtTheDoor scans the test ticket at the event's own door, once it is open.
func (j *journey) triesAtTheDoor(event string) {
	p := j.ana
	code := strings.Join(strings.Fields(strings.TrimPrefix(p.Text(".proof .code"), "Code of the test ticket")), "")
	p.Opens(strings.Replace(event, "/events/", "/access-control/", 1))
	p.IsOn("scan.show")
	p.Types("code", code)
	if j.scripts {
		p.TapsAt(At(`form.scan .cta`), `document.querySelector("#result .word").textContent==="Not valid"`)
	} else {
		p.PressesAt(At(`form.scan .cta`))
	}
	p.Sees("This is a test ticket. It is never valid, at any door.")
	p.Sees("0 of 0")
}

func (j *journey) asksForChange() {
	p := j.ana
	p.Opens("/help")
	p.Presses("Proof for the printers")
	p.Presses("Open the test ticket")
	p.Types("text", "The name is too long.")
	p.Presses("Ask for a change")
	p.IsOn("help.show")
	p.Sees("Support knows what you would like changed.")
	p.Sees("asks for a change of the test ticket")
}

// answersChange has support answer and issue another, and returns the mail with the answer.
func (j *journey) answersChange(desk *Person) testkit.ReceivedMail {
	desk.Opens("/support/requests")
	desk.Presses("Proof for the printers")
	desk.Sees("The name is too long.")
	desk.Types("text", "We have set it smaller.\nHave another look.")
	desk.Presses("Send answer")
	desk.Sees("Your answer to request #1001 is on its way.")
	desk.Presses("Issue another test ticket")
	return j.mailSaying("ana@nordlys.example", "Your request #1001 (Test ticket)", "We have set it smaller.\nHave another look.")
}

// repliesByMail hands what a mail program would send to the command of a mail server.
func (j *journey) repliesByMail(m testkit.ReceivedMail) {
	reply := "From: Ana Holm <ana@nordlys.example>\r\nTo: " + m.Header.Get("Reply-To") + "\r\nMessage-ID: <reply@nordlys.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
		"Much better, thank you.\r\n\r\nOn Tue, 24 Nov 2026, Coulisse wrote:\r\n> We have set it smaller.\r\n"
	for range 2 { // a mail server may deliver twice
		if output, err := j.receives(reply); err != nil {
			j.t.Errorf("mail receive: %v\n%s", err, output)
		}
	}
	if output, err := j.receives(strings.Replace(reply, "ana@", "max@", 1)); err == nil || !strings.Contains(output, "did not come from the mail address to which we wrote") {
		j.t.Errorf("a mail of somebody else: %v\n%s", err, output)
	}
	p := j.ana
	p.Opens("/help")
	p.Presses("Proof for the printers")
	if n := eval[int](p, `[...document.querySelectorAll(".letter")].filter(e=>e.textContent==="Much better, thank you.").length`); n != 1 {
		j.t.Errorf("the mail stands %d times in the conversation", n)
	}
}

func (j *journey) receives(mail string) (string, error) {
	path, err := binary()
	if err != nil {
		j.t.Fatal(err)
	}
	command := exec.CommandContext(j.t.Context(), path, "mail", "receive")
	command.Dir, command.Env, command.Stdin = j.app.Dir, j.app.environ, strings.NewReader(mail)
	output, err := command.CombinedOutput()
	return string(output), err
}

func (j *journey) approves(desk *Person) {
	p := j.ana
	p.Presses("Open the test ticket")
	p.Presses("Approve this proof")
	p.Sees("You have approved the test ticket.")
	p.Presses("This is solved")
	p.Sees("Request #1001 is solved.")
	desk.Opens("/support/requests?state=closed")
	desk.Presses("Proof for the printers")
	desk.Sees("has approved the test ticket")
}
