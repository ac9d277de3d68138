package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"coulisse/forms"
	"coulisse/i18n"
	"coulisse/models"
	"coulisse/models/text"
)

// initCommand creates the first organisation and its owner without a browser.
func initCommand() command {
	return command{
		name:  "init",
		about: "creates the first organisation and its owner, without a browser",
		prepare: func(flags *flag.FlagSet) action {
			f := models.Founding{}
			flags.StringVar(&f.Organisation, "organisation", "", "`NAME` of the organisation")
			flags.StringVar(&f.Name, "name", "", "the owner's `NAME`")
			flags.StringVar(&f.Email, "email", "", "the owner's e-mail `ADDRESS`")
			flags.StringVar(&f.TimeZone, "time-zone", "", "`ZONE` of the organisation, such as Europe/Paris (by default that of the language)")
			file := flags.String("password-file", "", "`FILE` whose first line is the owner's password; - reads it from standard input")
			return func(ctx context.Context, c *call) error { return c.init(ctx, f, *file) }
		},
	}
}

func (c *call) init(ctx context.Context, f models.Founding, file string) error {
	f.Organisation, f.Name, f.Email = text.Clean(f.Organisation), text.Clean(f.Name), text.Clean(f.Email)
	for flag, value := range map[string]string{"organisation": f.Organisation, "name": f.Name, "email": f.Email, "password-file": file} {
		if strings.TrimSpace(value) == "" {
			return misuse("init needs --%s", flag)
		}
	}
	password, err := c.readPassword(file)
	if err != nil {
		return err
	}
	return founding(func(ctx context.Context, c *call, a *app) error {
		if f.Locale = a.config.Locale; f.TimeZone == "" {
			f.TimeZone = forms.HomeZone(f.Locale)
		}
		setup := forms.Setup{Organisation: f.Organisation, Name: f.Name, Email: f.Email, TimeZone: f.TimeZone, Locale: f.Locale,
			NewPassword: forms.NewPassword{Password: password, Again: password}}
		if errs := setup.Validate(); len(errs) > 0 {
			return inWords(errs)
		}
		if f.PasswordHash, err = models.NewHasher(1, 0).Hash(ctx, password); err != nil {
			return err
		}
		if _, err := a.store.Found(ctx, f); err != nil {
			return err
		}
		c.say("%s is ready. Its owner is %s <%s>.", f.Organisation, f.Name, f.Email)
		return nil
	})(ctx, c)
}

// inWords is a form's errors in one line of English.
func inWords(errs forms.Errors) error {
	var lines []string
	for _, e := range errs {
		lines = append(lines, e.Field+": "+e.Text(i18n.Must("en")))
	}
	return errors.New(strings.Join(lines, " "))
}

// readPassword reads the first line of a file, or of standard input for "-".
func (c *call) readPassword(file string) (string, error) {
	in := c.stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", fmt.Errorf("cannot read the password: %w", err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return "", fmt.Errorf("cannot read the password: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
