package component

import (
	"cmp"
	"strconv"
	"strings"
)

// Chart draws counts one after the other, such as the tickets of each day, as upright bars
// with the same numbers as a table beneath. Words around the drawing are HTML, so that they
// stay legible however narrow it is.
type Chart struct {
	ID          string // of the drawing, once on a page
	Title, Desc string
	Heads       []string // headings of the table
	Points      []Point
}

// Point is one bar. Short is what stands beneath it, "" for its label; Hint is what it says
// under the pointer.
type Point struct {
	Label, Short, Hint string
	Count              int
	Cells              []string // of its row of the table, after the label
}

// rect is a bar of a drawing, in its units.
type rect struct{ X, Y, Width, Height int }

// Units of the drawing: the height of the tallest bar, and the room of a bar with the gap
// beside it. The drawing is stretched to the room that the page has.
const (
	chartHeight = 100
	barWidth    = 10
	barRoom     = 12
	fewBars     = 6 // fewer of them do not grow any wider, but stand apart
)

// roundUp is the least round number that holds a count and whose half is whole.
func roundUp(most int) int {
	for _, n := range []int{2, 4, 6, 8} {
		if n >= most {
			return n
		}
	}
	for unit := 1; ; unit *= 10 {
		for _, n := range []int{10, 12, 16, 20, 24, 30, 40, 50, 60, 70, 80, 90} {
			if n*unit >= most {
				return n * unit
			}
		}
	}
}

// upright lays out bars from left to right. A count above zero is always seen.
func upright(counts []int) (bars []rect, width, top int) {
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	top, width = roundUp(most), barRoom*max(len(counts), fewBars)
	for i, n := range counts {
		height := length(int64(n), int64(top), chartHeight)
		middle := width * (2*i + 1) / (2 * len(counts))
		bars = append(bars, rect{middle - barWidth/2, chartHeight - height, barWidth, height})
	}
	return bars, width, top
}

// length is how long a bar is where the longest may have whole units: at least one for
// anything above zero.
func length(n, most int64, whole int) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return max(1, int(float64(n)/float64(most)*float64(whole)+0.5))
}

func (c Chart) counts() (list []int) {
	for _, p := range c.Points {
		list = append(list, p.Count)
	}
	return list
}

func (c Chart) rows() (list []NumberRow) {
	for _, p := range c.Points {
		list = append(list, NumberRow{Label: p.Label, Cells: p.Cells})
	}
	return list
}

// ends are the labels under the drawing: all of few, and of many the first and the last.
func (c Chart) ends() []string {
	labels := []string{}
	for i, p := range c.Points {
		if len(c.Points) <= 4 || i == 0 || i == len(c.Points)-1 {
			labels = append(labels, cmp.Or(p.Short, p.Label))
		}
	}
	return labels
}

// all tells whether every bar has its label beneath.
func (c Chart) all() bool { return len(c.Points) <= 4 }

func box(width, height int) string { return "0 0 " + strconv.Itoa(width) + " " + strconv.Itoa(height) }

// lines are the top, the middle and the bottom of a drawing.
func lines(width int) string {
	var d strings.Builder
	for _, y := range []int{0, chartHeight / 2, chartHeight} {
		d.WriteString("M0 " + strconv.Itoa(y) + "H" + strconv.Itoa(width))
	}
	return d.String()
}

// Bars compares amounts that have names, as lying bars each with its name and its amount in
// words.
type Bars struct {
	ID, Title string
	Bars      []Bar
}

// Bar is one of them; Href may be "".
type Bar struct {
	Label, Href, Words string
	Amount             int64
}

// barLength is the length of the longest lying bar, in the units of the drawing.
const barLength = 1000

// length is how long a bar is beside the longest one.
func (b Bars) length(bar Bar) int {
	var most int64
	for _, other := range b.Bars {
		most = max(most, other.Amount)
	}
	return length(bar.Amount, most, barLength)
}

// Numbers is a small table of a few short columns.
type Numbers struct {
	Caption string
	Heads   []string
	Rows    []NumberRow
}

// NumberRow is one of its rows; Note may be "".
type NumberRow struct {
	Label, Note string
	Cells       []string
}

// Figure is one number of a page with what it counts; Note may be "".
type Figure struct{ Label, Value, Note string }
