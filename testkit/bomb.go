package testkit

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// The worst files that fit a bound: each is valid as far as a careless reader looks, and costs it far
// more than its size.

// JPEGClaiming is the head of a progressive picture in colour of that many pixels, with an empty scan.
// To decode it takes 12 bytes a pixel and more.
func JPEGClaiming(width, height uint16) []byte {
	var b bytes.Buffer
	segment := func(mark byte, content ...byte) {
		b.Write([]byte{0xff, mark, byte((len(content) + 2) >> 8), byte(len(content) + 2)})
		b.Write(content)
	}
	b.Write([]byte{0xff, 0xd8})
	segment(0xc2, 8, byte(height>>8), byte(height), byte(width>>8), byte(width), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	segment(0xc4, append(append([]byte{0}, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0)...)
	segment(0xda, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0)
	for b.Len() < 97 {
		b.WriteByte(0)
	}
	b.Write([]byte{0xff, 0xd9})
	return b.Bytes()
}

// PNGOfZeros is a whole picture of that many grey pixels, all black.
func PNGOfZeros(width, height uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, content []byte) {
		part := append([]byte(kind), content...)
		_ = binary.Write(&b, binary.BigEndian, uint32(len(content)))
		b.Write(part)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(part))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	chunk("IHDR", append(head, 8, 0, 0, 0, 0))
	chunk("IDAT", []byte(Deflated(make([]byte, int(height)*(int(width)+1)))))
	chunk("IEND", nil)
	return b.Bytes()
}

// PDFOfObjects is a PDF with that many packed objects, each of which unpacks to much.
func PDFOfObjects(n int) []byte {
	object := "<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + Deflated(make([]byte, 1<<20)) + "\nendstream"
	return LetterPDF(strings.Repeat(object+"\nendobj\n9 0 obj\n", n))
}

// Deflated is content as zlib packs it.
func Deflated(content []byte) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(content)
	_ = w.Close()
	return b.String()
}
