package cli

import (
	"time"

	"coulisse/access"
	"coulisse/models"
)

// demoSupport is somebody of the platform's support desk.
const demoSupport = "Line Sommer"

// planRequests has people ask the support desk: what was solved, what was answered, and a test
// ticket that still waits.
func (d *demo) planRequests() {
	d.plan(d.day(299, 8, 5), 0, "help", d.addSupport)
	for _, r := range []struct {
		daysAgo             int
		by, topic, event    string
		subject, text, said string
		solved              bool
	}{
		{24, demoDirector, models.TopicQuestion, "", "Two prices on one quota", "Can pupils and adults draw from the same 400 seats?\n\nSøren", "Yes: give the pupils’ ticket type the adults’ as its parent price.\nBoth then draw from one quota.", true},
		{5, demoTills, models.TopicProblem, "", "A hand scanner types too fast", "On one of our doors the scanner leaves out letters.", "Please set its pause between characters to 10 ms; the manual calls it inter-character delay. Does that help?", false},
		{1, demoDirector, models.TopicTestTicket, "cyrano", "Proof for the second run of tickets", "Could we see the ticket once more before we print the posters?", "", false},
	} {
		d.plan(d.day(r.daysAgo, 10, 40), 0, "help", func() error {
			asked, err := d.store.OpenRequest(d.ctx, d.as(r.by), models.NewRequest{Topic: r.topic, Event: d.events[r.event], Subject: r.subject, Text: r.text})
			if err != nil || r.said == "" {
				return err
			}
			d.plan(d.now.Add(3*time.Hour), 0, "help", func() error { return d.answerRequest(asked.ID, r.said, d.as(r.by), r.solved) })
			return nil
		})
	}
}

// addSupport adds somebody to the desk, who chooses a password by the link in their mail.
func (d *demo) addSupport() error {
	staff, err := d.store.AddStaff(d.ctx, demoSupport, address(demoSupport), "en", true)
	if err != nil {
		return err
	}
	d.support = staff
	d.plan(d.now.Add(20*time.Minute), 0, "help", func() error {
		hash, err := d.password(demoSupport)
		if err != nil {
			return err
		}
		return d.store.ResetPassword(d.ctx, d.links[address(demoSupport)], hash)
	})
	return nil
}

// answerRequest is the desk's answer; whoever asked says whether that was all.
func (d *demo) answerRequest(id, text string, by access.Actor, solved bool) error {
	if _, err := d.store.AnswerRequest(d.ctx, d.support, id, text); err != nil || !solved {
		return err
	}
	d.plan(d.now.Add(50*time.Minute), 0, "help", func() error {
		_, err := d.store.CloseRequest(d.ctx, by, id)
		return err
	})
	return nil
}
