package mailer_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/mailer"
	"coulisse/models"
)

// sell places orders whose tickets are to be mailed.
func (p *post) sell(n int) {
	p.t.Helper()
	ctx, begins := p.t.Context(), p.store.Now().Add(30*24*time.Hour)
	event, err := p.store.CreateEvent(ctx, p.owner, models.EventDetails{Name: "Cyrano", BeginsAt: begins, EndsAt: begins.Add(2 * time.Hour)})
	if err != nil {
		p.t.Fatal(err)
	}
	kind, err := p.store.AddTicketType(ctx, p.owner, event, models.TicketTypeDetails{Name: "Full price", Price: 1800, Quota: 5000})
	if err == nil {
		_, err = p.store.PublishEvent(ctx, p.owner, event)
	}
	for i := 0; i < n && err == nil; i++ {
		_, err = p.store.PlaceOrder(ctx, p.owner, models.Purchase{Event: event, Channel: models.ChannelAPI, Payment: models.PaidOnline, Lines: []models.Line{{Type: kind, Count: 1}},
			Buyer: models.Contact{Name: "Mia Lund", Email: fmt.Sprintf("mia%d@example.org", i)}})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// refusedAtRCPT is the failure of a mail whose recipient a server refuses with a line.
func refusedAtRCPT(t *testing.T, line string) *mailer.Failure {
	t.Helper()
	to := oddServer(t, "none", func(c net.Conn) {
		heard := make([]byte, 4096)
		for _, answer := range []string{"220 hi", "250 me", "250 from there", line} {
			io.WriteString(c, answer+"\r\n")
			if _, err := c.Read(heard); err != nil {
				return
			}
		}
		io.WriteString(c, "250 reset\r\n")
		io.Copy(io.Discard, c)
	})
	var f *mailer.Failure
	if err := to.Send(t.Context(), greeting); !errors.As(err, &f) || !strings.HasPrefix(f.Answer, line[:3]) {
		t.Fatalf("%s: %v", line, err)
	}
	return f
}

// sending tells whether a mail is under way.
func (p *post) sending() bool {
	p.t.Helper()
	list, err := p.store.WaitingMails(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return slices.ContainsFunc(list, func(m models.WaitingMail) bool { return m.State == "sending" })
}
