// Package cli owns the commands of the binary, one file each: it reads arguments and
// settings, puts the other packages together and says how it went. It decides nothing
// about people, rights or pages.
package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"time"

	"coulisse/config"
)

// commands are what the binary can do, in the order of the help text.
func commands() []command {
	return []command{
		serveCommand(),
		initCommand(),
		demoCommand(),
		staffAddCommand(),
		staffListCommand(),
		staffRemoveCommand(),
		migrateCommand(),
		configCheckCommand(),
		mailTestCommand(),
		mailListCommand(),
		mailRetryCommand(),
		mailDropCommand(),
		mailReceiveCommand(),
		historyVerifyCommand(),
		backupCommand(),
		restoreCommand(),
		statusCommand(),
		keysRotateCommand(),
		versionCommand(),
	}
}

// command is one thing that the binary can do.
type command struct {
	name    string // one word or two
	operand string // name of the one operand, such as ADDR, or of several in brackets; empty for a command that takes none
	about   string // one sentence for the help text, without a full stop
	prepare func(flags *flag.FlagSet) action
}

// action runs a command once its flags are read.
type action func(ctx context.Context, c *call) error

// call is one use of the binary: its surroundings, and what was asked.
type call struct {
	env            []string
	stdin          io.Reader
	stdout, stderr io.Writer
	configFile     *string // nil when --config was not given
	operand        string
	operands       []string      // of a command that takes several
	json           bool          // what is said of a failure is a line of a JSON log
	grace          time.Duration // for requests under way once the console is told to stop
}

// Run does what the arguments (without the program's name) ask for and returns the exit
// code: 0, 1 after a failure and 2 after wrong usage. It reads the environment from env
// alone, so tests can run every command.
func Run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &call{env: env, stdin: stdin, stdout: &output{to: stdout}, stderr: stderr, grace: graceful}
	return c.report(c.run(ctx, args))
}

func (c *call) run(ctx context.Context, args []string) error {
	args, err := c.globals(args)
	if errors.Is(err, flag.ErrHelp) {
		return c.help(nil)
	}
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"serve"}
	}
	if args[0] == "help" {
		return c.help(args[1:])
	}
	cmd, rest, err := find(args)
	if err != nil {
		return err
	}
	flags := c.flags(cmd.name)
	do := cmd.prepare(flags)
	operands, err := interspersed(flags, rest)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return cmd.help(c.stdout)
	case err != nil:
		return misuse("%s: %v", cmd.name, err)
	case cmd.operand == "" && len(operands) > 0:
		return misuse("%s takes no %q", cmd.name, operands[0])
	case strings.HasPrefix(cmd.operand, "["):
		c.operands = operands
	case cmd.operand != "" && len(operands) != 1:
		return misuse("%s takes exactly one %s", cmd.name, cmd.operand)
	case cmd.operand != "":
		c.operand = operands[0]
	}
	err = do(ctx, c)
	if said, ok := c.stdout.(*output); ok && err == nil && cmd.name != "serve" {
		err = said.failed
	}
	return err
}

// output is where a command writes. It keeps the first failure: what nobody could read was not said.
type output struct {
	to     io.Writer
	failed error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.to.Write(b)
	if o.failed == nil {
		o.failed = err
	}
	return n, err
}

// globals reads the flags before the command and returns what follows them.
func (c *call) globals(args []string) ([]string, error) {
	flags := c.flags("coulisse")
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		err = misuse("%v", err)
	}
	return flags.Args(), err
}

// flags begins a set of flags with the one that every command takes.
func (c *call) flags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Func("config", "settings are read from `FILE` (config.yaml if it is there)", func(file string) error {
		c.configFile = &file
		return nil
	})
	return flags
}

// interspersed reads flags before, between and after the operands, which it returns.
func interspersed(flags *flag.FlagSet, args []string) (operands []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return operands, nil
		}
		operands = append(operands, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// find looks a command up by its first words and returns the arguments after them.
func find(args []string) (command, []string, error) {
	for _, cmd := range commands() {
		words := strings.Fields(cmd.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == cmd.name {
			return cmd, args[len(words):], nil
		}
	}
	var longer []string
	for _, cmd := range commands() {
		if first, second, two := strings.Cut(cmd.name, " "); two && first == args[0] {
			longer = append(longer, second)
		}
	}
	if longer != nil {
		return command{}, nil, misuse("%s needs one of: %s", args[0], strings.Join(longer, ", "))
	}
	return command{}, nil, misuse("there is no command %q", args[0])
}

// load reads the settings: from the file that --config names, else from config.yaml when
// there is one.
func (c *call) load() (*config.Config, error) { return config.Load(c.settingsFile(), c.env) }

func (c *call) settingsFile() string {
	const usual = "config.yaml"
	if c.configFile != nil {
		return *c.configFile
	}
	if _, err := os.Stat(usual); errors.Is(err, os.ErrNotExist) {
		return ""
	}
	return usual
}
