package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outcome is what a shell sees of a command.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs the binary's commands in an empty folder.
func run(t *testing.T, env []string, args ...string) outcome {
	t.Helper()
	t.Chdir(t.TempDir())
	return runHere(t, env, args...)
}

func runHere(t *testing.T, env []string, args ...string) outcome {
	t.Helper()
	var stdout, stderr strings.Builder
	code := Run(t.Context(), args, env, strings.NewReader(""), &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWrongUsageEndsWithTwoAndOneLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"dance"}, `there is no command "dance"`},
		{[]string{"config"}, `config needs one of: check`},
		{[]string{"config", "dance"}, `config needs one of: check`},
		{[]string{"help", "dance"}, `there is no command "dance"`},
		{[]string{"version", "now"}, `version takes no "now"`},
		{[]string{"version", "--loud"}, `version: flag provided but not defined: -loud`},
		{[]string{"--loud", "version"}, `flag provided but not defined: -loud`},
		{[]string{"version", "--config"}, `version: flag needs an argument: -config`},
	} {
		want := outcome{code: misused, stderr: "coulisse: " + c.want + " (see coulisse help)\n"}
		if diff := cmp.Diff(want, run(t, nil, c.args...), cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%q: %s", c.args, diff)
		}
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"--help"}, {"-h"}} {
		got := run(t, nil, args...)
		if got.code != succeeded || got.stderr != "" {
			t.Errorf("%q: %+v", args, got)
		}
		for _, cmd := range commands() {
			if !strings.Contains(got.stdout, "  "+cmd.synopsis()+" ") || !strings.Contains(got.stdout, cmd.about) {
				t.Errorf("%q does not name %s", args, cmd.name)
			}
		}
	}
}

func TestEveryCommandDescribesItself(t *testing.T) {
	for _, cmd := range commands() {
		words := strings.Fields(cmd.name)
		asked, flagged := run(t, nil, append([]string{"help"}, words...)...), run(t, nil, append(words, "--help")...)
		if diff := cmp.Diff(asked, flagged, cmp.AllowUnexported(outcome{})); diff != "" || asked.code != succeeded {
			t.Errorf("%s: code %d, %s", cmd.name, asked.code, diff)
		}
		if !strings.HasPrefix(asked.stdout, "Usage: coulisse "+cmd.synopsis()+"\n") || !strings.Contains(asked.stdout, "--config FILE ") {
			t.Errorf("%s: %s", cmd.name, asked.stdout)
		}
	}
}

func TestFlagsMayStandAroundTheOperand(t *testing.T) {
	for _, args := range [][]string{{"--to", "x", "a", "b"}, {"a", "--to", "x", "b"}, {"a", "b", "--to=x"}} {
		flags := flag.NewFlagSet("t", flag.ContinueOnError)
		to := flags.String("to", "", "")
		operands, err := interspersed(flags, args)
		if err != nil || *to != "x" || !cmp.Equal(operands, []string{"a", "b"}) {
			t.Errorf("%q: %q %q %v", args, *to, operands, err)
		}
	}
}

func TestAFailureIsOneLine(t *testing.T) {
	var stderr strings.Builder
	c := &call{stderr: &stderr}
	if code := c.report(errors.New("the disk\n\tis full")); code != failed || stderr.String() != "coulisse: the disk is full\n" {
		t.Errorf("%d %q", code, stderr.String())
	}
}

func TestAFullStandardOutputIsAFailure(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"help"}, {"help", "version"}, {"config", "check"}} {
		var stderr strings.Builder
		if code := Run(context.Background(), args, nil, nil, full{}, &stderr); code != failed || stderr.String() != "coulisse: no space left\n" {
			t.Errorf("%q: %d %q", args, code, stderr.String())
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

var _ io.Writer = full{}
