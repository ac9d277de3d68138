package models

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"image/png"
)

// Bounds of a picture that is kept and handed out. They are held against its head; its bytes are bounded
// where it is received.
const (
	pictureSide   = 10_000 // pixels of the longer side
	picturePixels = 40_000_000
)

// picture is what the head of a PNG or a JPEG says, the only pictures that are read.
type picture struct {
	width, height int
	least         int64                    // bytes that a picture of this size has, however well it is packed
	end           func(content []byte) int // see pngEnd, jpegEnd
}

// checkPicture reads the head of a picture, and checks that the rest is there: all of it up to its end,
// nothing after it, and as many bytes as a picture of that size needs. Nothing is unpacked, so that it
// costs the same whatever a picture claims to be. Invalid, as of a letter's file, for all else.
func checkPicture(content []byte) error {
	head := headOfJPEG
	if kindOfLetter(content) == MediaPNG {
		head = headOfPNG
	}
	p, err := head(content)
	switch {
	case err != nil:
		return letterFault("image_broken")
	case p.width > pictureSide, p.height > pictureSide, p.width*p.height > picturePixels:
		return letterFault("image_large", "width", p.width, "height", p.height,
			"side", pictureSide, "millions", picturePixels/1_000_000)
	}
	switch at := p.end(content); {
	case at < 0 || int64(at) < p.least:
		return letterFault("image_broken")
	case at < len(content):
		return letterFault("image_more")
	}
	return nil
}

// headOfPNG reads the first chunk. A deflated stream is at most 1,032 times as long as what it was
// made of (RFC 1951).
func headOfPNG(content []byte) (picture, error) {
	head, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	channels := map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[content[25]]
	line := 1 + (int64(head.Width)*channels*int64(content[24])+7)/8
	raw := int64(head.Height) * line
	return picture{head.Width, head.Height, raw / 1032, pngEnd}, nil
}

// headOfJPEG reads up to the frame's head. Every block of 8 × 8 takes at least a bit for its mean value.
func headOfJPEG(content []byte) (picture, error) {
	head, err := jpeg.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	least := int64(head.Width) / 8 * (int64(head.Height) / 8) / 8
	return picture{head.Width, head.Height, least, jpegEnd}, nil
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
