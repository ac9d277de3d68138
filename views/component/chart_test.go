package component

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAScaleEndsAtANumberWhoseHalfIsWhole(t *testing.T) {
	for most, want := range map[int]int{0: 2, 1: 2, 2: 2, 3: 4, 5: 6, 7: 8, 9: 10, 10: 10, 11: 12, 41: 50, 99: 100, 101: 120, 100_000: 100_000, 100_001: 120_000} {
		if got := roundUp(most); got != want || got%2 != 0 {
			t.Errorf("%d: %d, want %d", most, got, want)
		}
	}
}

func TestUprightBarsStandOnTheFloorWithinTheDrawing(t *testing.T) {
	bars, width, top := upright([]int{0, 50, 100, 1, 25, 80, 3, 9})
	if width != 8*barRoom || top != 100 {
		t.Fatal(width, top)
	}
	if diff := cmp.Diff([]rect{{1, 100, 10, 0}, {13, 50, 10, 50}, {25, 0, 10, 100}, {37, 99, 10, 1}}, bars[:4]); diff != "" {
		t.Error(diff)
	}
	for _, counts := range [][]int{{1}, {7, 0}, {1, 2, 3}, {0, 0, 0, 0}, make([]int, 62), {1 << 40, 1}} {
		bars, width, _ := upright(counts)
		before := 0
		for i, b := range bars {
			if b.Y+b.Height != chartHeight || b.Y < 0 || b.X < before || b.X+b.Width > width || (b.Height > 0) != (counts[i] > 0) {
				t.Errorf("%v: bar %d is %v in a width of %d", counts, i, b, width)
			}
			before = b.X + b.Width
		}
	}
}

func TestLyingBarsAreAsLongAsTheirShareOfTheLongest(t *testing.T) {
	b := Bars{Bars: []Bar{{Amount: 18000}, {Amount: 9000}, {Amount: 1}, {}, {Amount: -5}}}
	for i, want := range []int{1000, 500, 1, 0, 0} {
		if got := b.length(b.Bars[i]); got != want {
			t.Errorf("bar %d: %d, want %d", i, got, want)
		}
	}
	if (Bars{}).length(Bar{}) != 0 {
		t.Error("a bar of nothing")
	}
}

func TestFewBarsAreAllNamedAndManyAtTheirEnds(t *testing.T) {
	points := []Point{{Label: "a"}, {Label: "b"}, {Label: "c"}, {Label: "d"}, {Label: "e"}}
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, Chart{Points: points[:4]}.ends()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "e"}, Chart{Points: points}.ends()); diff != "" {
		t.Error(diff)
	}
}
