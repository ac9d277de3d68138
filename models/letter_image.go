package models

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"sync"
)

// Bounds of a picture, held against its head before it is unpacked.
const (
	maxSide   = 10_000     // pixels
	maxPixels = 40_000_000 // 40 megapixels
)

// unpacking lets one picture at a time take the memory that it needs.
var unpacking sync.Mutex

func checkPNG(content []byte) error { return checkImage(content, pngEnd, png.DecodeConfig, png.Decode) }

func checkJPEG(content []byte) error {
	return checkImage(content, jpegEnd, jpeg.DecodeConfig, jpeg.Decode)
}

// checkImage refuses a picture that is too large, that is not whole, or after whose end something
// follows.
func checkImage(content []byte, end func([]byte) int, config func(io.Reader) (image.Config, error), decode func(io.Reader) (image.Image, error)) error {
	head, err := config(bytes.NewReader(content))
	if err != nil {
		return letterFault("image_broken")
	}
	if head.Width > maxSide || head.Height > maxSide || head.Width*head.Height > maxPixels {
		return letterFault("image_large", "width", head.Width, "height", head.Height, "side", maxSide, "millions", maxPixels/1_000_000)
	}
	if bytes.Contains(content[:min(len(content), 1024)], []byte("%PDF-")) {
		return letterFault("two_kinds")
	}
	switch at := end(content); {
	case at < 0:
		return letterFault("image_broken")
	case at < len(content):
		return letterFault("image_more")
	}
	unpacking.Lock()
	defer unpacking.Unlock()
	if _, err := decode(bytes.NewReader(content)); err != nil {
		return letterFault("image_broken")
	}
	return nil
}

// pngEnd is where the last chunk of a PNG ends; -1 when there is none.
func pngEnd(content []byte) int {
	for at := 8; at+12 <= len(content); {
		next := at + 12 + int(binary.BigEndian.Uint32(content[at:]))
		if next > len(content) {
			return -1
		}
		if string(content[at+4:at+8]) == "IEND" {
			return next
		}
		at = next
	}
	return -1
}

// jpegEnd is where the picture in a JPEG ends; -1 when it does not. Segments, such as one with a
// small picture of its own, are stepped over; between them lie scans, whose bytes 0xff are followed
// by 0x00 or by a mark from which to start anew.
func jpegEnd(content []byte) int {
	for at := 2; at+2 <= len(content); {
		mark := content[at+1]
		switch {
		case content[at] != 0xff:
			at++ // within a scan
		case mark == 0xd9:
			return at + 2
		case mark == 0xff:
			at++
		case mark == 0x00, mark == 0x01, mark >= 0xd0 && mark <= 0xd7:
			at += 2
		case at+4 > len(content):
			return -1
		default:
			at += 2 + int(binary.BigEndian.Uint16(content[at+2:]))
		}
	}
	return -1
}
