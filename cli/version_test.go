package cli

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionIsOneLine(t *testing.T) {
	got := run(t, nil, "version")
	if got.code != succeeded || got.stderr != "" || !strings.HasPrefix(got.stdout, "coulisse ") || strings.Count(got.stdout, "\n") != 1 {
		t.Errorf("%+v", got)
	}
}

func TestVersionTellsTheBuild(t *testing.T) {
	full := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-03-03T08:12:00Z"},
		{Key: "vcs.modified", Value: "true"}, {Key: "GOOS", Value: "linux"}, {Key: "GOARCH", Value: "amd64"},
	}}
	for _, c := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{full, "coulisse v1.2.3 commit 0123456789ab 2026-03-03T08:12:00Z with changes go1.26.0 linux/amd64"},
		{&debug.BuildInfo{GoVersion: "go1.26.0"}, "coulisse go1.26.0"},
		{nil, "coulisse, built without version information"},
	} {
		if got := describe(c.info); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
