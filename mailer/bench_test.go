package mailer_test

import (
	"testing"
	"time"

	"coulisse/testkit"
)

// BenchmarkDelivery measures how many mails a second leave to a mail server on this machine, over
// kept connections and, in the same run, with a conversation for each mail; and how long a password
// link takes while 1,000 mails wait.
func BenchmarkDelivery(b *testing.B) {
	const waiting = 1000
	deliver := func(b *testing.B, single, link bool) (took time.Duration) {
		s := testkit.NewMailServer(b, testkit.MailServerOptions{STARTTLS: true})
		to := transport(s, "starttls")
		p := newPost(b, to)
		if single {
			p.use(through(to.Send))
		}
		p.sell(waiting)
		began := time.Now()
		p.start()
		if link {
			s.WaitFor(b, 20, time.Minute)
			began = time.Now()
			if err := p.store.ForgotPassword(b.Context(), "signe@nordlys.example", "192.0.2.1", 3); err != nil {
				b.Fatal(err)
			}
			s.WaitTo(b, "signe@nordlys.example", time.Minute)
		} else {
			s.WaitFor(b, waiting, 10*time.Minute)
		}
		took = time.Since(began)
		p.stop()
		return took
	}
	for b.Loop() {
		kept, single, link := deliver(b, false, false), deliver(b, true, false), deliver(b, false, true)
		b.ReportMetric(waiting/kept.Seconds(), "mails/s")
		b.ReportMetric(waiting/single.Seconds(), "mails/s-alone")
		b.ReportMetric(float64(link.Milliseconds()), "ms/link")
	}
}
