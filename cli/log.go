package cli

import (
	"fmt"
	"io"
	"log/slog"

	"coulisse/config"
)

// newLog writes the log as the settings want it. The settings were checked, so an
// unknown level is a fault of the program.
func newLog(c config.Log, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		panic(fmt.Sprintf("cli: log level: %v", err))
	}
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
