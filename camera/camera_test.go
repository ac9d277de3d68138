package camera

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

const ticket = "ABCDE12345FGHJK67890"

// shown is a frame in which a camera sees a ticket: off the middle, on a grey wall, with noise.
func shown(t testing.TB, text string, width, height, size, noise int, seed uint64) Frame {
	t.Helper()
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err == nil {
		code, err = barcode.Scale(code, size, size)
	}
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 1))
	f := Frame{width, height, bytes.Repeat([]byte{150}, width*height)}
	left, top := random.IntN(width-size-40)+20, random.IntN(height-size-40)+20
	paper := image.Rect(left-15, top-15, left+size+15, top+size+15)
	for y := range height {
		for x := range width {
			if image.Pt(x, y).In(paper) {
				f.Grey[y*width+x] = 215
			}
			if image.Pt(x, y).In(paper.Inset(15)) && color.GrayModel.Convert(code.At(x-left, y-top)).(color.Gray).Y == 0 {
				f.Grey[y*width+x] = 45
			}
			if noise > 0 {
				f.Grey[y*width+x] = byte(min(255, max(0, int(f.Grey[y*width+x])+random.IntN(2*noise)-noise)))
			}
		}
	}
	return f
}

func TestATicketIsReadFromAFrame(t *testing.T) {
	read := 0
	for seed := range uint64(30) {
		if shown(t, ticket, 640, 480, 200, 50, seed).Read() == ticket {
			read++
		}
	}
	if read < 29 {
		t.Errorf("%d of 30 frames with noise were read", read)
	}
	if got := shown(t, ticket, 480, 640, 160, 20, 1).Read(); got != ticket {
		t.Errorf("upright: %q", got)
	}
	if got := shown(t, strings.Repeat("A", 201), 640, 480, 400, 0, 1).Read(); got != "" {
		t.Errorf("longer than any code: %q", got)
	}
}

// hostile are frames that are made to cost: noise, and as many corners of codes as fit.
func hostile() map[string]Frame {
	random := rand.New(rand.NewPCG(7, 7))
	noise, stripes, corners, large := Frame{640, 480, make([]byte, maxPixels)}, Frame{640, 480, make([]byte, maxPixels)}, Frame{640, 480, make([]byte, maxPixels)}, Frame{640, 480, make([]byte, maxPixels)}
	for i := range maxPixels {
		x, y := i%640, i/640
		noise.Grey[i] = byte(random.UintN(256))
		stripes.Grey[i] = byte(255 * (x & 1))
		corners.Grey[i], large.Grey[i] = corner(x%9, y%9), corner(x%27/3, y%27/3)
	}
	return map[string]Frame{"noise": noise, "stripes": stripes, "corners": corners, "larger corners": large, "black": {640, 480, make([]byte, maxPixels)}}
}

// corner is a pixel of the square in a square that marks a code's corner, seven wide.
func corner(x, y int) byte {
	ring := max(max(x-3, 3-x), max(y-3, 3-y))
	if ring == 2 || ring > 3 {
		return 255
	}
	return 0
}

// The attack: the reader compares each three of the corners that it finds, and a frame holds
// thousands.
func TestAFrameThatIsMadeToCostCostsLittle(t *testing.T) {
	usual := testing.Benchmark(func(b *testing.B) {
		f := shown(b, ticket, 640, 480, 200, 50, 1)
		for b.Loop() {
			f.Read()
		}
	}).NsPerOp()
	for name, f := range hostile() {
		began := time.Now()
		if got := f.Read(); got != "" {
			t.Errorf("%s is read as %q", name, got)
		}
		if took := time.Since(began); took > 20*time.Duration(usual)+time.Second {
			t.Errorf("%s takes %s, a ticket %s", name, took, time.Duration(usual))
		}
	}
}

func TestOnlyAFrameWithinItsBoundsIsRead(t *testing.T) {
	pixels := strings.Repeat("x", 64*64)
	if f, err := ReadFrame(strings.NewReader("P5 64 64 255\n" + pixels)); err != nil || f.Width != 64 || len(f.Grey) != 64*64 {
		t.Fatal(f, err)
	}
	for _, raw := range []string{"", "\n", "P5 64 64 255", "P5 64 64 255\n", "P5 64 64 255\n" + pixels + "x", "P5 64 64 255\n" + pixels[1:], "P6 64 64 255\n" + pixels, "P5 64 64 65535\n" + pixels,
		"P5 -64 -64 255\n" + pixels, "P5 +64 64 255\n" + pixels, "P5 064 64 255\n" + pixels, "P5 1 4096 255\n" + pixels, "P5 63 65 255\n" + pixels[:63*65], "P5 641 64 255\n" + strings.Repeat("x", 641*64),
		"P5 640 640 255\n" + strings.Repeat("x", 640*640), "P5 4294967360 64 255\n" + pixels, "P5 9999999999999999999 1 255\n" + pixels, "P5 64 64 255 \n" + pixels, strings.Repeat("P", MaxBytes+10)} {
		if f, err := ReadFrame(strings.NewReader(raw)); !errors.Is(err, ErrFrame) {
			t.Errorf("%.30q: %d × %d, %v", raw, f.Width, f.Height, err)
		}
	}
	if f, err := ReadFrame(strings.NewReader("P5 640 480 255\n" + strings.Repeat("x", maxPixels))); err != nil || len(f.Grey) != maxPixels {
		t.Error("the largest is refused", err)
	}
}

func FuzzNoFrameBreaksTheReader(f *testing.F) {
	seed := shown(f, ticket, 300, 240, 100, 0, 1)
	f.Add(300, seed.Grey)
	f.Fuzz(func(t *testing.T, width int, grey []byte) {
		if frame, err := ReadFrame(strings.NewReader(fmt.Sprintf("P5 %d %d 255\n", width, len(grey)/max(width, 1)) + string(grey))); err == nil {
			frame.Read()
		}
	})
}

func TestSomebodyHasAFewFramesASecondReadAndOneAtATime(t *testing.T) {
	r, now := NewReader(1), time.Unix(0, 0)
	for i := range atOnce {
		if !r.take("ana", now) {
			t.Fatalf("frame %d is refused", i)
		}
		if r.take("ana", now) {
			t.Fatal("two at a time")
		}
		r.done("ana")
	}
	if r.take("ana", now) || !r.take("bo", now) {
		t.Error("the allowance of one is not their own")
	}
	if !r.take("ana", now.Add(time.Second)) {
		t.Error("a second later nothing is read")
	}
	r.done("ana")
	if r.take("cy", now.Add(3*forgotten)); len(r.people) != 2 { // bo's is under way
		t.Errorf("%d people are remembered", len(r.people))
	}
	blank := Frame{64, 64, make([]byte, 64*64)}
	r.slots <- struct{}{}
	if _, err := r.Read("dan", blank); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	<-r.slots
	if _, err := r.Read("dan", blank); err != nil {
		t.Error(err)
	}
}

func BenchmarkFrame(b *testing.B) {
	frames := hostile()
	frames["ticket"] = shown(b, ticket, 640, 480, 200, 50, 1)
	for name, f := range frames {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Read()
			}
		})
	}
}
