package camera

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// mostCorners is how many corners of codes are looked at. The reader compares each three of them,
// so that a frame full of them would keep it busy for minutes.
const mostCorners = 60

// mostCode is longer than any code of ours.
const mostCode = 200

// Read finds the code in a frame; "" when there is none, or none that can be read.
func (f Frame) Read() (code string) {
	// It ends a reading that goes too far by a panic; another one would be a fault of the reader
	// that a frame has brought about, and means no code either.
	defer func() {
		if recover() != nil {
			code = ""
		}
	}()
	source, err := gozxing.NewPlanarYUVLuminanceSource(f.Grey, f.Width, f.Height, 0, 0, f.Width, f.Height, false)
	if err != nil {
		return ""
	}
	bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(source))
	if err != nil {
		return ""
	}
	corners := 0
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
			if corners++; corners > mostCorners {
				panic("camera: too many corners")
			}
		}),
	})
	if err != nil || len(result.GetText()) > mostCode {
		return ""
	}
	return result.GetText()
}
