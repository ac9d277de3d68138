package component

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the light margin that scanners ask for around a QR code, in modules.
const quiet = 4

// qrCode draws a text of the letters that QR codes pack densely (0-9, A-Z) as one path of black
// modules, and says how wide the drawing is with its margin. It panics for other letters.
func qrCode(text string) (path string, size int) {
	code, err := qr.Encode(text, qr.M, qr.AlphaNumeric)
	if err != nil {
		panic(err) // ticket codes are made of those letters
	}
	width := code.Bounds().Dx()
	var d strings.Builder
	for y := range width {
		for x := 0; x < width; x++ {
			run := 0
			for x+run < width && dark(code.At(x+run, y).RGBA()) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&d, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return d.String(), width + 2*quiet
}

func dark(r, _, _, _ uint32) bool { return r == 0 }
