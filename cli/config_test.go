package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fine = outcome{code: succeeded, stdout: "configuration is fine\n"}

func TestConfigCheckTakesTheDefaultsWithoutAFile(t *testing.T) {
	for _, args := range [][]string{{"config", "check"}, {"--config", "", "config", "check"}} {
		if diff := cmp.Diff(fine, run(t, nil, args...), cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%q: %s", args, diff)
		}
	}
}

func TestConfigCheckListsEveryFault(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "config.yaml", "locale: de\nmail:\n  colour: blue\n")
	got := runHere(t, []string{"COULISSE_LOG__LEVEL=loud"}, "config", "check")
	want := outcome{code: failed, stderr: `coulisse: these settings cannot be used:
config.yaml:1: locale: "de" is not one of: en, fr, da
config.yaml:3: mail.colour: there is no such key
COULISSE_LOG__LEVEL: log.level: "loud" is not one of: debug, info, warn, error
`}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" {
		t.Error(diff)
	}
}

func TestConfigFlagNamesAnotherFile(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "config.yaml", "locale: de\n")
	writeFile(t, "other.yaml", "locale: da\n")
	for _, args := range [][]string{
		{"--config", "other.yaml", "config", "check"},
		{"config", "check", "--config=other.yaml"},
		{"--config", "absent.yaml", "config", "check", "--config", "other.yaml"},
	} {
		if diff := cmp.Diff(fine, runHere(t, nil, args...), cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%q: %s", args, diff)
		}
	}
	got := runHere(t, nil, "--config", "absent.yaml", "config", "check")
	want := outcome{code: failed, stderr: "coulisse: these settings cannot be used:\nabsent.yaml: cannot be read: no such file or directory\n"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" {
		t.Error(diff)
	}
}
