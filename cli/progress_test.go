package cli

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOnATerminalProgressIsOneLineThatIsClearedAtTheEnd(t *testing.T) {
	var out strings.Builder
	p := &progress{out: &out, terminal: true, whole: 200}
	for range 200 { // from nothing to 99
		p.step(1, "orders: Søndagskoncert")
	}
	if n := strings.Count(out.String(), "\r"); n != 100 {
		t.Errorf("drawn %d times: that is not once for each percent", n)
	}
	p.step(0, "people")
	p.end(true)
	lines := strings.Split(out.String(), "\r")
	for _, line := range lines[1 : len(lines)-1] {
		if utf8.RuneCountInString(line) != lineWidth {
			t.Fatalf("%q leaves something of the line before it", line)
		}
	}
	if strings.Contains(out.String(), "\n") || !strings.Contains(out.String(), "[###############...............]  50 %  orders: Søndagskoncert") {
		t.Errorf("%q", out.String())
	}
	if last := lines[len(lines)-2]; strings.TrimSpace(last) != "" || lines[len(lines)-1] != "" {
		t.Errorf("%q is left", lines[len(lines)-2:])
	}
}

func TestElsewhereProgressIsAFewPlainLines(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out, 1000)
	for range 1200 { // what there is to do is an estimate
		p.step(1, "orders")
	}
	p.end(true)
	if want := "25 %: orders\n50 %: orders\n75 %: orders\n100 %\n"; out.String() != want {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	if p.end(false); out.Len() > 0 {
		t.Errorf("what is not complete ends with %q", out.String())
	}
}

func TestAFileIsNoTerminal(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if isTerminal(f) {
		t.Error("a file was taken for a terminal")
	}
}
