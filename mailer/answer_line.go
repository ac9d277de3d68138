package mailer

import (
	"bufio"
	"bytes"
	"errors"
	"net/textproto"
	"strings"
)

// lines reads a mail line by line, and knows the lines that divide its parts, whichever of the wholes that
// are open they belong to: a part ends where the whole does around it.
type lines struct {
	reader     *bufio.Reader
	boundaries []string
	within     bool // the last piece was no whole line
}

// delimiter is a line that divides parts.
type delimiter struct {
	level   int // of the whole that it divides; -1 for none
	closing bool
}

func (l *lines) open(boundary string) (level int) {
	l.boundaries = append(l.boundaries, boundary)
	return len(l.boundaries) - 1
}

func (l *lines) close(level int) { l.boundaries = l.boundaries[:level] }

// next is the next line with its end, or a piece of one that is very long.
func (l *lines) next() (line []byte, end delimiter, err error) {
	line, err = l.reader.ReadSlice('\n')
	begins := !l.within
	l.within = errors.Is(err, bufio.ErrBufferFull)
	if l.within || len(line) > 0 {
		err = nil
	}
	if begins && bytes.HasPrefix(line, []byte("--")) {
		return line, l.delimits(strings.TrimRight(string(line[2:]), " \t\r\n")), err
	}
	return line, delimiter{level: -1}, err
}

// delimits finds the whole that a line divides. Boundaries may begin alike, so that the whole line counts.
func (l *lines) delimits(line string) delimiter {
	for level := len(l.boundaries) - 1; level >= 0; level-- {
		if rest, found := strings.CutPrefix(line, l.boundaries[level]); found && (rest == "" || rest == "--") {
			return delimiter{level: level, closing: rest != ""}
		}
	}
	return delimiter{level: -1}
}

// collect hands every line on up to the next delimiter.
func (l *lines) collect(take func(line []byte)) (delimiter, error) {
	for {
		line, end, err := l.next()
		if err != nil || end.level >= 0 {
			return end, err
		}
		take(line)
	}
}

func (l *lines) skip() (delimiter, error) { return l.collect(func([]byte) {}) }

// header reads the header of a part. What goes beyond the bound is passed over.
func (l *lines) header() (h textproto.MIMEHeader, end delimiter, err error) {
	var head bytes.Buffer
	for {
		line, end, err := l.next()
		if err != nil || end.level >= 0 {
			return nil, end, err
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		if head.Len()+len(line) <= mostPart {
			head.Write(line)
		}
	}
	return headerIn(head.Bytes()), delimiter{level: -1}, nil
}

// headerIn reads the lines of a header as far as they are one.
func headerIn(head []byte) textproto.MIMEHeader {
	head = bytes.TrimRight(head, "\r\n")
	whole := append(head[:len(head):len(head)], "\r\n\r\n"...)
	h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(whole))).ReadMIMEHeader()
	if h == nil || err != nil && len(h) == 0 {
		return textproto.MIMEHeader{}
	}
	return h
}
