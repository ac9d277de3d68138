package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"coulisse/config"
	"coulisse/i18n"
	"coulisse/models"
)

// What is wrong in the eyes of the status command.
const (
	mailsLate    = time.Hour      // a mail that waits for longer
	mailsFailed  = 24 * time.Hour // a mail that was given up not longer ago
	backupOld    = 36 * time.Hour // the last backup, when one is made every night
	leastFree    = 256 << 20      // bytes on the database's disk
	statusLayout = "2006-01-02 15:04 MST"
)

// statusCommand tells how the installation fares.
func statusCommand() command {
	return command{
		name:    "status",
		about:   "tells version, schema, sizes, waiting mails, the last backup, and what is wrong; exit 1 if anything is",
		prepare: func(*flag.FlagSet) action { return status },
	}
}

// state is what the status command has found.
type state struct {
	call     *call
	settings *config.Config
	wrong    []string
}

// status looks at everything that it can reach, whatever else is wrong.
func status(ctx context.Context, c *call) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	s := &state{call: c, settings: settings}
	info, _ := debug.ReadBuildInfo()
	c.say("Program   %s", describe(info))
	s.database(ctx)
	for _, w := range s.wrong {
		c.say("WRONG     %s", w)
	}
	switch len(s.wrong) {
	case 0:
		c.say("All is well.")
		return nil
	case 1:
		return errors.New("one thing is wrong")
	}
	return fmt.Errorf("%d things are wrong", len(s.wrong))
}

func (s *state) isWrong(format string, args ...any) {
	s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
}

// database looks at the files, and as far as they can be used, at what stands in them.
func (s *state) database(ctx context.Context) {
	path := s.settings.DatabasePath()
	if _, err := os.Stat(path); err != nil {
		s.isWrong("there is no database at %s: %v", path, reasonOf(err))
		return
	}
	s.files(path)
	has, newest, err := models.SchemaAt(ctx, path)
	if err != nil {
		s.isWrong("the database %s: %v", path, err)
		return
	}
	s.call.say("Schema    %d; this program works with %d", has, newest)
	if a := s.open(ctx); a != nil {
		defer a.close()
		s.inside(ctx, a)
	}
}

func (s *state) files(path string) {
	size := models.SizesOf(path)
	s.call.say("Database  %s: %s, its log %s, free on its disk %s",
		path, sizeOf(size.Database), sizeOf(size.Log), sizeOf(size.Free))
	if size.Free < max(leastFree, size.Database) {
		s.isWrong("the disk of %s has only %s left", path, sizeOf(size.Free))
	}
	for _, file := range models.Exposed(path, s.settings.KeysPath()) {
		s.isWrong("%s can be read by others: chmod 600 it", file)
	}
	if models.InUse(path) {
		s.call.say("Console   a process has the database open")
	} else {
		s.call.say("Console   no process has the database open")
	}
}

// open opens the database, without its keys when they are lost.
func (s *state) open(ctx context.Context) *app {
	a, err := s.call.openWith(ctx, s.settings)
	var lost *models.KeysLost
	if errors.As(err, &lost) {
		s.isWrong("%v", err)
		a, err = s.call.openAs(ctx, s.settings, models.Options{Upkeep: models.Leaves})
	}
	if err != nil {
		s.isWrong("%v", err)
		return nil
	}
	return a
}

func (s *state) inside(ctx context.Context, a *app) {
	if err := a.store.Ready(ctx); err != nil {
		s.isWrong("%s (%v)", models.Trouble(err), err)
	}
	found, err := a.store.Condition(ctx, a.limits())
	if err != nil {
		s.isWrong("the database cannot be read: %v", err)
		return
	}
	s.call.say("Engine    %s", found.Engine)
	s.call.say("Sessions  %d", found.Sessions)
	s.mails(found.Mails, a.store.Now())
	switch pause, err := a.store.MailPause(ctx); {
	case err != nil:
		s.isWrong("the outbox cannot be read: %v", err)
	case pause != nil:
		s.isWrong("no mail leaves since %s, because: %s", when(pause.Since), pause.Failure)
	}
	s.backup(found, a.store.Now())
}

func (s *state) mails(all []models.MailState, now time.Time) {
	if len(all) == 0 {
		s.call.say("Mails     none in the outbox")
	}
	for _, m := range all {
		why := ""
		if m.Reason != "" {
			why = ", because: " + m.Reason
		}
		s.call.say("Mails     %d %s, the oldest of %s%s", m.Count, m.State, when(m.Oldest), why)
		if m.Waiting() && now.Sub(m.Oldest) > mailsLate {
			s.isWrong("%d mails wait, the first since %s%s", m.Count, when(m.Oldest), why)
		}
		if m.Failed() && now.Sub(m.Latest) < mailsFailed {
			s.isWrong("%d mails were given up, the last of %s%s", m.Count, when(m.Latest), why)
		}
	}
}

func (s *state) backup(found models.Condition, now time.Time) {
	switch {
	case found.Backup.IsZero():
		s.call.say("Backup    none is known")
		if found.Founded {
			s.isWrong("no backup is known: make one every night, with coulisse backup FILE")
		}
		return
	case now.Sub(found.Backup) > backupOld:
		s.isWrong("the last backup is of %s", when(found.Backup))
	}
	s.call.say("Backup    the last one is of %s", when(found.Backup))
}

func when(t time.Time) string { return t.UTC().Format(statusLayout) }

func sizeOf(bytes int64) string { return i18n.Must("en").Size(i18n.Size(bytes)) }

// reasonOf is an error of the file system without the name that it repeats.
func reasonOf(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return errors.New(strings.TrimSpace(err.Error()))
}
