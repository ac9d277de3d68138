package mailer_test

import (
	"errors"
	"strings"
	"testing"

	"coulisse/mailer"
)

var inbox = mailer.Inbox{ReplyTo: answers, BounceTo: "bounces@tickets.example"}

// report is what a mail server writes about a mail of ours, of which it encloses something.
func report(fields, enclosed string) string {
	parts := []string{"Content-Type: text/plain\r\n\r\nI am sorry.",
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" + fields + "\r\n"}
	if enclosed != "" {
		parts = append(parts, enclosed)
	}
	return "From: MAILER-DAEMON@mx.example\r\nTo: bounces+b0123@tickets.example\r\nReturn-Path: <>\r\n" +
		"Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; " +
		"boundary=\"==b/x.example\"\r\n\r\n--==b/x.example\r\n" +
		strings.Join(parts, "\r\n--==b/x.example\r\n") + "\r\n--==b/x.example--\r\n"
}

func TestAMailThatComesBackIsReadAsMailServersSendIt(t *testing.T) {
	const ours = "Message-ID: <0197-i@nordlys.example>\r\nSubject: You are invited\r\n"
	for name, c := range map[string]struct{ mail, id, says string }{
		"Postfix, the mail enclosed": {
			report("Final-Recipient: rfc822; ana@nordlys.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"+
				"Diagnostic-Code: smtp; 550 5.1.1 <ana@nordlys.example>: Recipient address\r\n    rejected: User unknown",
				"Content-Type: message/rfc822\r\n\r\n"+ours+"\r\nHello"), "0197-i",
			"550 5.1.1 <ana@nordlys.example>: Recipient address rejected: User unknown"},
		"its header alone": {report("Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full",
			"Content-Type: text/rfc822-headers\r\n\r\n"+ours), "0197-i", "552 5.2.2 Mailbox full"},
		"nothing enclosed": {report("Action: failed\r\nStatus: 5.4.4", ""), "", "5.4.4"},
		"Exchange": {report(
			"Action: failed\r\nStatus: 5.1.10\r\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound",
			"Content-Type: message/rfc822\r\n\r\n"+ours), "0197-i", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"},
		"after five days": {report(
			"Action: failed\r\nStatus: 4.4.1\r\nDiagnostic-Code: X-Postfix; connect to nordlys.example: Connection timed out",
			""), "", "4.4.1 connect to nordlys.example: Connection timed out"},
		"the second of two": {report("Action: delivered\r\nStatus: 2.0.0\r\n\r\nAction: Failed (by rule)\r\n"+
			"Status: 5.7.1 (no)", ""), "", "5.7.1"},
		"in base64": {report("Action: failed\r\nStatus: 5.1.1",
			"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"+
				"TWVzc2FnZS1JRDogPDAxOTctaUBub3JkbHlzLmV4YW1wbGU+DQoNCkhlbGxv"), "0197-i", "5.1.1"},
	} {
		got, err := inbox.Read(strings.NewReader(c.mail))
		if err != nil || got.Returned == nil || got.Returned.MessageID != c.id || got.Returned.Answer != c.says ||
			strings.Join(got.Returned.Tags, " ") != "b0123" {
			t.Errorf("%s: %+v %v", name, got.Returned, err)
		}
	}
}

func TestAMailServerThatGoesOnTryingIsNotTakenForAFailure(t *testing.T) {
	for name, mail := range map[string]string{
		"delayed":       report("Action: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Mon, 22 Jun 2026 10:00:00 +0200", ""),
		"delivered":     report("Action: delivered\r\nStatus: 2.0.0", ""),
		"passed on":     report("Action: relayed\r\nStatus: 2.0.0", ""),
		"without words": report("Status: 5.1.1", ""),
		"a complaint": strings.Replace(report("Action: failed", ""),
			"message/delivery-status", "message/feedback-report", 1),
		"no report": "From: MAILER-DAEMON@mx.example\r\nTo: bounces+b0123@tickets.example\r\nReturn-Path: <>\r\n\r\n" +
			"Action: failed\r\n",
	} {
		if got, err := inbox.Read(strings.NewReader(mail)); !errors.Is(err, mailer.ErrAutomatic) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}
