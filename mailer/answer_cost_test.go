package mailer_test

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"coulisse/mailer"
)

// Attack: a mail of 10 MB that is cheap to write and dear to read. Whatever it carries, reading it allocates at most
// 64 MB in all and takes at most a second of this process's CPU, with room for a slower machine.
func TestNoMailIsDearToRead(t *testing.T) {
	const size = 10<<20 - 4096
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	nested := func(depth int) string {
		var b strings.Builder
		for i := range depth {
			fmt.Fprintf(&b, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
		}
		return b.String()
	}
	mixed := "Content-Type: multipart/mixed; boundary=b0"
	for name, mail := range map[string]string{
		"parts in parts":          letter(nested(20000), mixed),
		"nested, then long":       letter(nested(9)+fill("--b\r\n"), mixed),
		"many parts":              letter(fill("--b0\r\n\r\n"), mixed),
		"many boundaries alike":   letter(nested(9)+fill("--b"+strings.Repeat("1", 60)+"\r\n"), mixed),
		"a part that is a header": letter("--b0\r\n"+fill("A: b\r\n"), mixed),
		"a header without end":    letter("--b0\r\nA: "+fill("x"), mixed),
		"folded for ever":         letter("--b0\r\nA: b\r\n"+fill(" x\r\n"), mixed),
		"files":                   letter(strings.Repeat("--b0\r\nContent-Disposition: attachment; filename=\""+strings.Repeat("=?utf-8?b?w6bDuA==?= ", 40)+"\"\r\n\r\nx\r\n", 490), mixed),
		"a line without end":      letter(fill("x")),
		"lines":                   letter(fill("\n")),
		"quotes":                  letter(fill("> x\n")),
		"heads":                   letter(fill("From: x\n")),
		"introductions":           letter(fill("On x wrote ")),
		"HTML, nested":            letter(fill("<div>"), "Content-Type: text/html"),
		"HTML, links":             letter(fill("<a href=https://x.example>"), "Content-Type: text/html"),
		"HTML, links end":         letter("<a href=https://x.example>"+fill("x </a>"), "Content-Type: text/html"),
		"HTML, quotes":            letter(fill("<blockquote>x<br>"), "Content-Type: text/html"),
		"HTML, attributes":        letter("<a "+fill("b "), "Content-Type: text/html"),
		"HTML, script":            letter("<script>"+fill("<!--<script"), "Content-Type: text/html"),
		"HTML, names a charset":   letter(fill("<meta "), "Content-Type: text/html"),
		"many texts":              letter(strings.Repeat("--b0\r\nContent-Type: text/plain\r\n\r\n"+strings.Repeat("x", 20<<10)+"\r\n", 490), mixed),
		"quoted-printable":        letter(fill("=\n"), "Content-Transfer-Encoding: quoted-printable"),
		"base64":                  letter(fill("===="), "Content-Transfer-Encoding: base64"),
		"flowed":                  letter(fill("x \n"), "Content-Type: text/plain; format=flowed"),
		"a report":                letter("--b0\r\nContent-Type: message/delivery-status\r\n\r\n"+fill("\n\nA"), "Content-Type: multipart/report; boundary=b0"),
		"recipients":              strings.Replace(letter("x"), "Message-ID", "Cc: "+strings.TrimSuffix(strings.Repeat("a@b.example,", 10000), ",")+"\r\nMessage-ID", 1),
		"an unknown charset":      letter(fill("\xff"), "Content-Type: text/plain; charset=x-nothing"),
		"iso-2022-jp":             letter(fill("\x1b$B"), "Content-Type: text/plain; charset=iso-2022-jp"),
	} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		from := spent(t)
		_, err := mailer.Inbox{ReplyTo: answers, BounceTo: answers}.Read(strings.NewReader(mail))
		took := spent(t) - from
		runtime.ReadMemStats(&after)
		if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 64 || took > 5*time.Second {
			t.Errorf("%s: %d MB in %v (%v)", name, made, took, err)
		} else {
			t.Logf("%s: %d MB in %v (%.60v)", name, made, took.Round(time.Millisecond), err)
		}
	}
}

// spent is how much CPU this process has used.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
