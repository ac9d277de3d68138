package handlers_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"coulisse/camera"
	"coulisse/testkit"
)

// worstOf are the worst bodies for a form.
func (m *miser) worstOf(c cell) []dear {
	switch c.route.Name {
	case "import.create":
		return m.worstFiles(c, m.Config.Limits.Import, worstTables)
	case "letter.create", "ownership.letter.create":
		return m.worstFiles(c, m.Config.Limits.Letter, worstScans)
	case "scan.frame":
		return worstFrames()
	}
	return m.worstFields(c)
}

// fill repeats a text to so many bytes.
func fill(text string, size int) string { return strings.Repeat(text, max(0, size/len(text))) }

// worstFields are forms of fields: each field as long as a body may be, and as often.
func (m *miser) worstFields(c cell) (list []dear) {
	filled, room := c.filled(), m.Config.Limits.Body-4<<10
	names := slices.Sorted(maps.Keys(filled))
	for _, name := range m.fields[c.route.Name] {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add := func(name, body string) { list = append(list, dear{name: name, kind: formType, body: body}) }
	for _, junk := range []string{"&", "=", "%", ";", "a&", "%00"} {
		add("nothing but "+junk, fill(junk, room))
	}
	for i, name := range append(names, "unknown") {
		rest := maps.Clone(filled)
		rest.Del(name)
		before, key := rest.Encode()+"&", url.QueryEscape(name)
		for _, letter := range []string{"x", "%CC%81", "+"} {
			add(name+" full of "+letter, before+key+"="+fill(letter, room-len(before)))
		}
		add("4,900 × "+name, before+strings.Repeat(key+"=x&", 4_900))
		if i == 0 {
			add("10,000 × "+name, before+strings.Repeat(key+"=x&", min(10_000, room/(len(key)+3))))
		}
		var numbered strings.Builder
		for n := range 4_900 {
			numbered.WriteString(key + "." + strconv.Itoa(n) + "=1&")
		}
		add(name+" with numbers", before+numbered.String())
	}
	return list
}

// worstFiles are forms with a file, and with other parts.
func (m *miser) worstFiles(c cell, most int, files func(most int) map[string]func() []byte) (list []dear) {
	filled := c.filled()
	for name, content := range files(most) {
		list = append(list, dear{name: name, late: func() (kind, body string) {
			sent := maps.Clone(filled)
			sent.Set("file", string(content()))
			return testkit.Multipart(sent, "file")
		}})
	}
	for name := range filled {
		sent := maps.Clone(filled)
		sent[name] = slices.Repeat([]string{fill("x", 60<<10)}, 100)
		kind, body := testkit.Multipart(sent, "file")
		list = append(list, dear{name: "many of " + name, kind: kind, body: body})
	}
	kind, whole := testkit.Multipart(filled, "file")
	_, boundary, _ := strings.Cut(kind, "boundary=")
	for name, body := range map[string]string{
		"nothing but boundaries":      fill("\r\n--"+boundary+"\r\n\r\n", most),
		"almost boundaries":           "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + fill("\r\n--"+boundary[:len(boundary)-1], most-1<<10),
		"a part without end":          "--" + boundary + "\r\nX: " + fill("y", most-1<<10),
		"a part of nothing but heads": "--" + boundary + "\r\n" + fill("A: b\r\n", most-1<<10),
		"text before the parts":       fill("x\r\n", most-len(whole)) + whole,
	} {
		list = append(list, dear{name: name, kind: kind, body: body})
	}
	return list
}

// worstScans are files that are said to be a signed letter.
func worstScans(most int) map[string]func() []byte {
	png, jpeg := testkit.PNGOfZeros(8, 8), testkit.JPEGClaiming(6320, 6320)
	return map[string]func() []byte{
		"a progressive JPEG of 99 bytes": func() []byte { return jpeg },
		"the largest JPEG":               func() []byte { return testkit.JPEGClaiming(65_535, 65_535) },
		"a JPEG of small segments":       func() []byte { return append(jpeg[:2:2], fill("\xff\xfe\x00\x03x", most-1<<10)...) },
		"a JPEG of filling":              func() []byte { return append(jpeg[:2:2], fill("\xff", most-1<<10)...) },
		"a JPEG of beginnings":           func() []byte { return []byte(fill("\xff\xd8\xff\xc2", most-1<<10)) },
		"a PNG of zeros":                 func() []byte { return testkit.PNGOfZeros(8_000, 8_000) },
		"a PNG of small chunks":          func() []byte { return append(png[:33:33], fill("\x00\x00\x00\x00tEXt\x00\x00\x00\x00", most-1<<10)...) },
		"a PDF of packed objects":        func() []byte { return testkit.PDFOfObjects(most / 1_400) },
		"a PDF of beginnings":            func() []byte { return []byte("%PDF-1.7\n" + fill("<<", most-1<<10)) },
		"a PDF of names":                 func() []byte { return []byte("%PDF-1.7\n" + fill("/ObjStm ", most-1<<10)) },
		"nothing, deflated":              func() []byte { return []byte(testkit.Deflated(make([]byte, 32<<20))) },
		"an archive of nothing":          func() []byte { return []byte("PK\x03\x04" + testkit.Deflated(make([]byte, 32<<20))) },
		"as much as it may be":           func() []byte { return []byte(fill("x", most)) },
		"more than it may be":            func() []byte { return []byte(fill("x", most+60<<10)) },
	}
}

// worstTables are files that are said to be a list of orders.
func worstTables(most int) map[string]func() []byte {
	most -= 1 << 10
	heads := "order,type,count,name,email,phone,price,date\n"
	tables := map[string]func() []byte{
		"nothing, deflated":      func() []byte { return []byte(testkit.Deflated(make([]byte, 32<<20))) },
		"an archive of nothing":  func() []byte { return []byte("PK\x03\x04" + testkit.Deflated(make([]byte, 32<<20))) },
		"in UTF-16, lone halves": func() []byte { return append([]byte("\xff\xfe"), fill("\x00\xd8", most)...) },
		"in UTF-16, commas":      func() []byte { return utf16Of(heads + fill(",", most/2)) },
		"in UTF-16, rows":        func() []byte { return utf16Of(heads + fill("a,b\n", most/2-len(heads))) },
		"nearly UTF-16":          func() []byte { return append([]byte("\xfe\xff"), fill("\n", most)...) },
		"a line for the comma":   func() []byte { return []byte(fill("sep=;\n", most)) },
		"columns":                func() []byte { return []byte(fill("order,", 3_000) + "\n" + fill(fill("a,", 999)+"b\n", most-4<<10)) },
	}
	for _, text := range []string{",", `"`, "\n", "\r", "x", "\xe6", "\x93"} {
		tables["nothing but "+strconv.Quote(text)] = func() []byte { return []byte(fill(text, most)) }
	}
	for _, text := range []string{",", `"`, `""`, `",`, "\n", "\"\n", "x", "\xe6", "\x93a", "a,b\n", "\"\n\",x\n"} {
		tables["headings and "+strconv.Quote(text)] = func() []byte { return []byte(heads + fill(text, most-len(heads))) }
	}
	return tables
}

func utf16Of(text string) []byte {
	var b bytes.Buffer
	b.WriteString("\xff\xfe")
	_ = binary.Write(&b, binary.LittleEndian, utf16.Encode([]rune(text)))
	return b.Bytes()
}

// worstFrames are frames of a camera in which a reader finds much to look at.
func worstFrames() (list []dear) {
	const width, height = 640, 480
	for name, dark := range map[string]func(x, y int) bool{
		"squares":  func(x, y int) bool { return (x/2+y/2)%2 == 0 },
		"stripes":  func(x, _ int) bool { return x/2%2 == 0 },
		"noise":    func(x, y int) bool { return uint32(x*7919+y*104729)*2654435761>>31 == 0 },
		"corners":  func(x, y int) bool { return corner(x%9, y%9) },
		"corners2": func(x, y int) bool { return corner(x/2%9, y/2%9) },
	} {
		grey := bytes.Repeat([]byte{255}, width*height)
		for i := range grey {
			if dark(i%width, i/width) {
				grey[i] = 0
			}
		}
		list = append(list, dear{name: name, kind: camera.MediaType, body: fmt.Sprintf("P5 %d %d 255\n", width, height) + string(grey)})
	}
	return append(list, dear{name: "a head that lies", kind: camera.MediaType, body: "P5 1000000000 1000000000 255\n"}, dear{name: "a head without end", kind: camera.MediaType, body: fill("P5 ", camera.MaxBytes)})
}

// corner tells whether a module belongs to one of the three corners by which a code is found.
func corner(x, y int) bool {
	return x < 7 && y < 7 && (x == 0 || x == 6 || y == 0 || y == 6 || x > 1 && x < 5 && y > 1 && y < 5)
}

// worstOrders are bodies that a program may send for an order.
func worstOrders(most int) (list []dear) {
	most -= 64
	for name, body := range map[string]string{
		"lists in lists":     fill("[", most),
		"objects in objects": fill(`{"a":`, most),
		"names":              "{" + manyNames(most) + `"z":1}`,
		"the same name":      "{" + fill(`"event":"x",`, most) + `"z":1}`,
		"lines":              `{"event":"x","lines":[` + fill(`{"type":"x","count":1},`, most) + `{}]}`,
		"a list of nothing":  `{"lines":[` + fill("[],", most) + "[]]}",
		"a long number":      `{"event":` + fill("9", most) + "}",
		"a huge number":      `{"lines":[{"type":"x","count":1e999999999}]}`,
		"a long text":        `{"event":"` + fill("x", most) + `"}`,
		"escapes":            `{"event":"` + fill(`\ud800`, most) + `"}`,
		"space":              fill(" ", most),
		"no text":            fill("\xff", most),
	} {
		list = append(list, dear{name: name, kind: "application/json", body: body})
	}
	return list
}

// manyNames are as many fields as fit, no two alike.
func manyNames(most int) string {
	var b strings.Builder
	for i := 0; b.Len() < most-16; i++ {
		fmt.Fprintf(&b, `"%x":1,`, i)
	}
	return b.String()
}
