package e2e

import (
	"bytes"
	"fmt"
	"image/color"
	"os"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// filmed is the code of the ticket that is held before the browser's camera.
const filmed = "F11MED0000T1CKET0000"

// The film's picture, as a cheap camera takes it.
const (
	filmWidth, filmHeight = 640, 480
	filmTicket            = 240 // the side of the code
)

// makeFilm writes a short film of a ticket for the browser's camera, which shows it over and over.
func makeFilm() (path string, err error) {
	code, err := qr.Encode(filmed, qr.M, qr.Auto)
	if err == nil {
		code, err = barcode.Scale(code, filmTicket, filmTicket)
	}
	if err != nil {
		return "", err
	}
	picture := bytes.Repeat([]byte{200}, filmWidth*filmHeight)
	left, top := (filmWidth-filmTicket)/2, (filmHeight-filmTicket)/2
	for y := range filmTicket {
		for x := range filmTicket {
			if color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y == 0 {
				picture[(top+y)*filmWidth+left+x] = 40
			}
		}
	}
	file, err := os.CreateTemp("", "coulisse-film-*.y4m")
	if err != nil {
		return "", err
	}
	defer file.Close()
	grey := bytes.Repeat([]byte{128}, filmWidth*filmHeight/2) // both planes of colour
	film := fmt.Appendf(nil, "YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n", filmWidth, filmHeight)
	for range 3 {
		film = append(append(append(film, "FRAME\n"...), picture...), grey...)
	}
	if _, err := file.Write(film); err != nil {
		return "", err
	}
	return file.Name(), nil
}
