package cli

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"coulisse/config"
)

// newLog writes the log as the settings want it, from a level on that can be changed later.
func newLog(c config.Log, level *slog.LevelVar, w io.Writer) *slog.Logger {
	level.Set(levelOf(c))
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// levelOf reads the level. The settings were checked, so an unknown one is a fault of the program.
func levelOf(c config.Log) (level slog.Level) {
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		panic(fmt.Sprintf("cli: log level: %v", err))
	}
	return level
}

// lines turns what is printed for people into lines of a JSON log, whatever the log's level: an
// address to open, and the mails of the mailbox.
type lines struct{ log *slog.Logger }

// jsonLines writes each print as one line.
func jsonLines(w io.Writer) io.Writer { return lines{slog.New(slog.NewJSONHandler(w, nil))} }

// Write logs what is printed at once as one message.
func (l lines) Write(text []byte) (int, error) {
	l.log.Info(strings.TrimSpace(string(text)))
	return len(text), nil
}
