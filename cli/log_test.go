package cli

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"coulisse/config"
)

func TestLogFollowsFormatAndLevel(t *testing.T) {
	var out strings.Builder
	log := newLog(config.Log{Format: "json", Level: "warn"}, new(slog.LevelVar), &out)
	log.Info("quiet")
	log.Warn("loud", "n", 3)
	var line map[string]any
	if err := json.Unmarshal([]byte(out.String()), &line); err != nil || line["msg"] != "loud" || line["n"] != 3.0 {
		t.Errorf("%v in %q", err, out.String())
	}
	out.Reset()
	log = newLog(config.Log{Format: "text", Level: "debug"}, new(slog.LevelVar), &out)
	log.Debug("seen")
	if !strings.Contains(out.String(), "level=DEBUG msg=seen") {
		t.Errorf("got %q", out.String())
	}
}
