package models_test

import (
	"runtime"
	"testing"

	"coulisse/models"
	"coulisse/testkit"
)

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
