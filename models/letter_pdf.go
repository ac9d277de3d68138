package models

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
)

// Bounds of what is unpacked of one PDF.
const (
	unpackedMost = 32 << 20 // bytes, of all objects
	dictionary   = 1 << 10  // bytes before a stream in which its description stands
)

var pdfStream = regexp.MustCompile(`stream\r?\n`)

// compressedObjects unpacks the objects of a PDF that stand in compressed streams, where names are
// not to be seen from outside. What cannot be unpacked no reader can unpack either.
func compressedObjects(content []byte) (parts [][]byte) {
	left := int64(unpackedMost)
	for _, at := range pdfStream.FindAllIndex(content, -1) {
		about := unescaped(content[max(0, at[0]-dictionary):at[0]])
		if !bytes.Contains(about, []byte("/ObjStm")) {
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(content[at[1]:]))
		if err != nil {
			continue
		}
		part, _ := io.ReadAll(io.LimitReader(z, left)) // what came before a fault counts
		parts = append(parts, part)
		if left -= int64(len(part)); left <= 0 {
			break
		}
	}
	return parts
}
