package cli

import (
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// help describes the command that the words name, or lists all of them.
func (c *call) help(words []string) error {
	if len(words) > 0 {
		cmd, _, err := find(words)
		if err != nil {
			return err
		}
		return cmd.help(c.stdout)
	}
	var b strings.Builder
	b.WriteString("Coulisse: who may do what in a box office.\n\nUsage: coulisse [--config FILE] COMMAND\n\n")
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	for _, cmd := range commands() {
		fmt.Fprintf(w, "  %s\t%s\n", cmd.synopsis(), cmd.about)
	}
	fmt.Fprintf(w, "  help COMMAND\tdescribes a command and its flags\n")
	w.Flush()
	b.WriteString("\nWithout a command, coulisse serves. Settings come from config.yaml if it is there;\n" +
		"COULISSE_MAIL__HOST in the environment goes before mail.host in the file.\n")
	_, err := io.WriteString(c.stdout, b.String())
	return err
}

func (cmd command) synopsis() string { return strings.TrimSpace(cmd.name + " " + cmd.operand) }

// help describes the command and its flags.
func (cmd command) help(out io.Writer) error {
	flags := (&call{}).flags(cmd.name)
	cmd.prepare(flags)
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: coulisse %s\n\n%s.\n\n", cmd.synopsis(), strings.ToUpper(cmd.about[:1])+cmd.about[1:])
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %s\t%s\n", strings.TrimSpace("--"+f.Name+" "+value), usage)
	})
	w.Flush()
	_, err := io.WriteString(out, b.String())
	return err
}
