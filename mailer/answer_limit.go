package mailer

import (
	"errors"
	"io"
)

// What one mail may cost. Whatever it carries is read once, from its beginning to its end, and only what
// stands here is held in memory.
const (
	mostMail    = 10 << 20  // bytes of a mail; Postfix takes no larger one either unless told
	mostHead    = 128 << 10 // of its header
	mostPart    = 32 << 10  // of the header of one part
	mostText    = 256 << 10 // of all parts that are read
	longestLine = 64 << 10  // that is looked at as a whole
	deepest     = 10        // parts in parts
	mostParts   = 500
	mostFiles   = 50 // named in the conversation
)

var (
	errUnreadable  = errors.New("this is not a mail that can be read")
	errTooMuch     = errors.New("the mail is too large")
	errTooMuchHead = errors.New("the header of the mail is too large to be read")
	errTooManyPart = errors.New("the mail has more parts than can be read: send it again as plain text, without the files")
)

// metered reads as long as something is left, and knows when there was more.
type metered struct {
	io.Reader
	left int64
}

func (m *metered) Read(b []byte) (int, error) {
	if m.left < 0 {
		return 0, errTooMuch
	}
	if int64(len(b)) > m.left+1 {
		b = b[:m.left+1]
	}
	n, err := m.Reader.Read(b)
	m.left -= int64(n)
	return n, err
}

func (m *metered) over() bool { return m.left < 0 }

// drain reads what is left, because a mail server takes a reader that goes away for a failure. What is
// far too large is not read to its end.
func drain(m *metered) {
	io.Copy(io.Discard, m)
	io.CopyN(io.Discard, m.Reader, 10*mostMail)
}
