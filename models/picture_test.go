package models_test

import (
	"runtime"
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

func TestAPictureIsUnpackedOnlyWithinWhatItMayCost(t *testing.T) {
	for name, content := range map[string][]byte{
		"a PNG":  testkit.LetterPNG(640, 480),
		"a JPEG": testkit.LetterJPEG(640, 480),
	} {
		if i, err := models.DecodePicture(content, models.FramePicture); err != nil || i.Bounds().Dx() != 640 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, content := range map[string][]byte{
		"a picture wider than a camera's": testkit.LetterPNG(4_000, 10),
		"a progressive JPEG of nothing":   testkit.JPEGClaiming(1_900, 1_000),
		"a PNG of zeros":                  testkit.PNGOfZeros(6_000, 6_000),
		"half a JPEG":                     testkit.LetterJPEG(640, 480)[:400],
		"no picture":                      []byte("GIF89a"),
		"nothing":                         nil,
	} {
		if _, err := models.DecodePicture(content, models.FramePicture); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s was unpacked: %v", name, err)
		}
	}
	if _, err := models.DecodePicture(testkit.LetterPNG(6, 8), models.LetterPicture); err == nil {
		t.Error("a picture was unpacked under a bound that allows none")
	}
}

// What a picture claims to be costs nothing, because nobody unpacks it to see.
func TestReadingAPictureCostsWhatItIsNotWhatItClaims(t *testing.T) {
	for name, content := range map[string][]byte{"progressive": testkit.JPEGClaiming(6_320, 6_320), "zeros": testkit.PNGOfZeros(6_000, 6_000)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = models.ReadLetter(content)
		runtime.ReadMemStats(&after)
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 1<<20 {
			t.Errorf("%s: %d bytes to read %d", name, bytes, len(content))
		}
	}
}
