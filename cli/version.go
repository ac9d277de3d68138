package cli

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"
	"strings"
)

// versionCommand tells which build this is.
func versionCommand() command {
	return command{
		name:  "version",
		about: "tells which build this is",
		prepare: func(*flag.FlagSet) action {
			return func(_ context.Context, c *call) error {
				info, _ := debug.ReadBuildInfo()
				_, err := fmt.Fprintln(c.stdout, describe(info))
				return err
			}
		},
	}
}

// describe is a build in one line: version, commit, its time, and the Go it was made with.
func describe(info *debug.BuildInfo) string {
	if info == nil {
		return "coulisse, built without version information"
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	words := []string{"coulisse", info.Main.Version}
	if commit := set["vcs.revision"]; commit != "" {
		words = append(words, "commit", commit[:min(12, len(commit))], set["vcs.time"])
	}
	if set["vcs.modified"] == "true" {
		words = append(words, "with changes")
	}
	words = append(words, info.GoVersion, strings.Trim(set["GOOS"]+"/"+set["GOARCH"], "/"))
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}
