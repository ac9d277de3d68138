// Package camera reads the codes of tickets from frames that a door's camera took, for browsers
// that cannot do so themselves. It owns how a frame is sent and how much reading one may cost. What
// a code means, and who may send frames, others know.
package camera

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MediaType is that of a frame: a portable grey map, P5, of 8 bits.
const MediaType = "image/x-portable-graymap"

// Bounds of a frame, in pixels.
const (
	minSide   = 64
	maxSide   = 640
	maxPixels = 640 * 480
)

// MaxBytes is the size of the largest frame.
const MaxBytes = maxPixels + 15

// ErrFrame is what is no frame within the bounds.
var ErrFrame = errors.New("camera: no grey frame within the bounds")

// Frame is a grey picture, row by row, a byte a pixel.
type Frame struct {
	Width, Height int
	Grey          []byte
}

// ReadFrame reads a frame: "P5 640 480 255\n" and then exactly so many pixels. ErrFrame for anything
// else, and of a longer one not a byte more than MaxBytes is read.
func ReadFrame(r io.Reader) (f Frame, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return f, err
	}
	head, grey, found := bytes.Cut(raw[:min(len(raw), MaxBytes)], []byte("\n"))
	if !found || len(head) > MaxBytes-maxPixels {
		return f, ErrFrame
	}
	if _, err := fmt.Sscanf(string(head), "P5 %d %d 255", &f.Width, &f.Height); err != nil || string(head) != fmt.Sprintf("P5 %d %d 255", f.Width, f.Height) {
		return f, ErrFrame
	}
	if f.Width < minSide || f.Height < minSide || f.Width > maxSide || f.Height > maxSide || f.Width*f.Height > maxPixels || len(raw)-len(head)-1 != f.Width*f.Height {
		return f, ErrFrame
	}
	f.Grey = grey
	return f, nil
}
