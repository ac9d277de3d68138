package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

// progress tells whoever waits how far a long piece of work is: on a terminal in one line that
// is drawn again and again, elsewhere in four plain lines.
type progress struct {
	out      io.Writer
	terminal bool
	whole    int // how much there is to do, in any unit
	done     int
	percent  int // that the terminal shows
	drawn    time.Time
	quarter  int // that the last plain line told of
}

const (
	barWidth  = 30
	lineWidth = 78
	readable  = 200 * time.Millisecond
)

func newProgress(out io.Writer, whole int) *progress {
	return &progress{out: out, terminal: isTerminal(out), whole: max(whole, 1)}
}

// isTerminal tells whether what is written is read by a person as it comes.
func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// step tells that so much more is done, and what is under way.
func (p *progress) step(work int, what string) {
	p.done += work
	percent := min(99, 100*p.done/p.whole) // all of it is done only at the end
	if p.terminal {
		p.draw(percent, what)
		return
	}
	if quarter := percent / 25; quarter > p.quarter {
		p.quarter = quarter
		fmt.Fprintf(p.out, "%d %%: %s\n", percent, what)
	}
}

// draw writes the line anew, padded over what stood there: at each percent, and between them no
// more often than anybody can read.
func (p *progress) draw(percent int, what string) {
	if percent == p.percent && time.Since(p.drawn) < readable {
		return
	}
	p.percent, p.drawn = percent, time.Now()
	full := barWidth * percent / 100
	line := fmt.Sprintf("[%s%s] %3d %%  %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), percent, what)
	fmt.Fprint(p.out, "\r"+line+strings.Repeat(" ", max(0, lineWidth-utf8.RuneCountInString(line))))
}

// end clears the terminal's line for what follows; a plain reader is told that all is done.
func (p *progress) end(complete bool) {
	switch {
	case p.terminal:
		fmt.Fprint(p.out, "\r"+strings.Repeat(" ", lineWidth)+"\r")
	case complete:
		fmt.Fprintln(p.out, "100 %")
	}
}
