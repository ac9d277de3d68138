package mailer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"net/textproto"
	"strings"

	"coulisse/models"
)

// parts is what is kept of a mail's parts (RFC 2046).
type parts struct {
	plain, html []part              // of the text, in order
	files       []models.MailedFile // what else came along
	report      string              // media type of what a program reports; "" when the mail is none
	status      []byte              // of a report on a delivery (RFC 3464)
	original    []byte              // the beginning of the mail that is reported on

	lines *lines
	count int // parts so far
	read  int // bytes that are kept
}

// part is a part whose content was read, as it came.
type part struct {
	header  textproto.MIMEHeader
	kind    string
	params  map[string]string
	content []byte
}

// readParts reads the body of a mail to its end, line by line and without going back.
func readParts(header textproto.MIMEHeader, body *bufio.Reader) (*parts, error) {
	p := &parts{lines: &lines{reader: body}}
	kind, params := mediaType(header.Get("Content-Type"))
	if kind == "multipart/report" {
		p.report = strings.ToLower(params["report-type"])
		if p.report == "" {
			p.report = "report"
		}
	}
	_, err := p.entity(header, "", 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return p, err
}

// mediaType is a Content-Type; text/plain where there is none, or none that can be read.
func mediaType(value string) (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(value)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) || kind == "" {
		kind, _, _ = strings.Cut(strings.ToLower(value), ";")
		if kind = strings.TrimSpace(kind); !strings.Contains(kind, "/") || strings.HasPrefix(kind, "multipart/") {
			kind = "text/plain"
		}
	}
	return kind, params
}

// entity reads a mail or a part of one, of a whole of some kind, up to the delimiter that ends it.
func (p *parts) entity(header textproto.MIMEHeader, whole string, depth int) (end delimiter, err error) {
	kind, params := mediaType(header.Get("Content-Type"))
	boundary := params["boundary"]
	if !strings.HasPrefix(kind, "multipart/") || boundary == "" {
		return p.leaf(part{header: header, kind: kind, params: params}, whole)
	}
	if depth >= deepest {
		return end, errTooManyPart
	}
	level := p.lines.open(boundary)
	end, err = p.lines.skip()
	for err == nil && end.level == level && !end.closing {
		if p.count++; p.count > mostParts {
			return end, errTooManyPart
		}
		var child textproto.MIMEHeader
		if child, end, err = p.lines.header(); err == nil && end.level < 0 {
			end, err = p.entity(child, kind, depth+1)
		}
	}
	p.lines.close(level)
	if err == nil && end.level == level { // what follows the last part belongs to nobody
		end, err = p.lines.skip()
	}
	return end, err
}

// leaf keeps what is of use of a part without parts.
func (p *parts) leaf(t part, whole string) (end delimiter, err error) {
	var content bytes.Buffer
	disposition, name := t.disposition()
	file := disposition == "attachment" || name != ""
	most := 0
	switch {
	case whole == "multipart/report" || p.report != "" || strings.HasPrefix(t.kind, "text/") && !file:
		most = mostText - p.read
	}
	size := 0
	end, err = p.lines.collect(func(line []byte) {
		size += len(line)
		content.Write(line[:max(0, min(len(line), most-content.Len()))])
	})
	t.content = content.Bytes()
	p.read += len(t.content)
	switch {
	case p.report != "":
		p.reported(t)
	case t.kind == "text/plain" && !file:
		p.plain = append(p.plain, t)
	case t.kind == "text/html" && !file:
		p.html = append(p.html, t)
	case !t.accompanies(whole, size) && len(p.files) < mostFiles:
		p.files = append(p.files, t.file(name, size))
	}
	return end, err
}

// reported keeps the parts of a report that are read.
func (p *parts) reported(t part) {
	switch t.kind {
	case "message/delivery-status", "message/global-delivery-status":
		p.status = transferred(t)
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		p.original = transferred(t)
	}
}
