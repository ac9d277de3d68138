package models

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// PictureBound says which pictures are taken, by what it costs to unpack one. It is held against a
// picture's head; its bytes are bounded where it is received.
type PictureBound struct {
	Side   int   // pixels of the longer side
	Pixels int   // in all
	Memory int64 // bytes that unpacking takes; 0 for a picture that nobody here unpacks
}

// LetterPicture bounds pictures that are kept and handed out, and never unpacked here.
var LetterPicture = PictureBound{Side: 10_000, Pixels: 40_000_000}

// FramePicture bounds single pictures of a camera, which are unpacked: a full HD one in colour, with
// as much again to spare.
var FramePicture = PictureBound{Side: 2_048, Pixels: 2_100_000, Memory: 32 << 20}

// Picture is what the head of a PNG or a JPEG says, the only pictures that are read.
type Picture struct {
	Media         string
	Width, Height int
	Memory        int64 // bytes that unpacking takes

	least int64 // bytes that a picture of this size has, however well it is packed
}

// ReadPicture reads the head of a picture, and checks that the rest is there: all of it up to its end,
// nothing after it, and as many bytes as a picture of that size needs. Nothing is unpacked, so that it
// costs the same whatever a picture claims to be. Invalid, as of a letter's file, for all else.
func ReadPicture(content []byte, most PictureBound) (p Picture, err error) {
	if kindOfLetter(content) == MediaPNG {
		p, err = headOfPNG(content)
	} else {
		p, err = headOfJPEG(content)
	}
	if err != nil {
		return p, letterFault("image_broken")
	}
	if p.Width > most.Side || p.Height > most.Side || p.Width*p.Height > most.Pixels || most.Memory > 0 && p.Memory > most.Memory {
		return p, letterFault("image_large", "width", p.Width, "height", p.Height, "side", most.Side, "millions", most.Pixels/1_000_000)
	}
	end := pngEnd
	if p.Media == MediaJPEG {
		end = jpegEnd
	}
	switch at := end(content); {
	case at < 0 || int64(at) < p.least:
		return p, letterFault("image_broken")
	case at < len(content):
		return p, letterFault("image_more")
	}
	return p, nil
}

// DecodePicture unpacks a picture whose head is within a bound that says how much memory it may take.
func DecodePicture(content []byte, most PictureBound) (image.Image, error) {
	if most.Memory == 0 {
		return nil, letterFault("image_large", "width", 0, "height", 0, "side", 0, "millions", 0)
	}
	p, err := ReadPicture(content, most)
	if err != nil {
		return nil, err
	}
	decode := jpeg.Decode
	if p.Media == MediaPNG {
		decode = png.Decode
	}
	i, err := decode(bytes.NewReader(content))
	if err != nil {
		return nil, letterFault("image_broken")
	}
	return i, nil
}

// headOfPNG reads the first chunk. A deflated stream is at most 1,032 times as long as what it was
// made of (RFC 1951).
func headOfPNG(content []byte) (Picture, error) {
	head, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return Picture{}, err
	}
	channels := map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[content[25]]
	line := 1 + (int64(head.Width)*channels*int64(content[24])+7)/8
	raw := int64(head.Height) * line
	return Picture{Media: MediaPNG, Width: head.Width, Height: head.Height, Memory: int64(head.Width) * int64(head.Height) * 8, least: raw / 1032}, nil
}

// headOfJPEG reads up to the frame's head. Every block of 8 × 8 takes at least a bit for its mean
// value; a progressive one keeps 64 numbers of 4 bytes for each block until its last scan.
func headOfJPEG(content []byte) (Picture, error) {
	head, err := jpeg.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return Picture{}, err
	}
	components := int64(3)
	switch head.ColorModel {
	case color.GrayModel:
		components = 1
	case color.CMYKModel:
		components = 4
	}
	p := Picture{Media: MediaJPEG, Width: head.Width, Height: head.Height}
	p.Memory = (int64(p.Width) + 15) / 16 * 16 * ((int64(p.Height) + 15) / 16 * 16) * components * 5
	p.least = int64(p.Width) / 8 * (int64(p.Height) / 8) / 8
	return p, nil
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
