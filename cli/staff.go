package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"

	"coulisse/forms"
	"coulisse/models"
	"coulisse/models/text"
)

// staffAddCommand adds somebody to the platform's support desk. Only the command line can: no
// page and no right in an organisation leads there.
func staffAddCommand() command {
	return command{
		name:  "staff add",
		about: "adds somebody to the support desk, who is mailed a link to choose a password",
		prepare: func(flags *flag.FlagSet) action {
			name := flags.String("name", "", "the person's `NAME`")
			email := flags.String("email", "", "the e-mail `ADDRESS` with which they sign in, which must have no account here")
			lead := flags.Bool("lead", false, "the person leads the desk")
			return func(ctx context.Context, c *call) error { return c.staffAdd(ctx, *name, *email, *lead) }
		},
	}
}

func (c *call) staffAdd(ctx context.Context, name, email string, lead bool) error {
	name, email = text.Clean(name), text.Clean(email)
	if name == "" {
		return misuse("staff add needs --name")
	}
	if email == "" {
		return misuse("staff add needs --email")
	}
	form := forms.Forgot{Email: email}
	if errs := form.Validate(); len(errs) > 0 {
		return inWords(errs)
	}
	return with(func(ctx context.Context, c *call, a *app) error {
		staff, err := a.store.AddStaff(ctx, name, email, a.config.Locale, lead)
		if errs, ok := forms.FromFault(err); ok {
			return inWords(errs)
		}
		if err != nil {
			return err
		}
		c.say("%s <%s> belongs to the support desk. A mail with a link to choose a password leaves as soon as the console runs; the link works for %d days.",
			staff.Name, staff.Email, int(models.StaffLinkLife.Hours()/24))
		return nil
	})(ctx, c)
}

// staffListCommand lists the support desk.
func staffListCommand() command {
	return command{
		name:  "staff list",
		about: "lists the people of the support desk",
		prepare: func(*flag.FlagSet) action {
			return withoutKeys(func(ctx context.Context, c *call, a *app) error {
				list, err := a.store.StaffList(ctx)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					c.say("Nobody belongs to the support desk.")
				}
				return c.staffTable(list)
			})
		},
	}
}

func (c *call) staffTable(list []models.StaffMember) error {
	w := tabwriter.NewWriter(c.stdout, 0, 0, 3, ' ', 0)
	for _, m := range list {
		rank, password := "agent", "has chosen a password"
		if m.Lead {
			rank = "lead"
		}
		if m.PasswordAt == nil {
			password = "has chosen no password yet"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Email, m.Name, rank, password)
	}
	return w.Flush()
}

// staffRemoveCommand takes somebody off the support desk.
func staffRemoveCommand() command {
	return command{
		name:    "staff remove",
		operand: "ADDR",
		about:   "takes somebody off the support desk, and signs them out at once",
		prepare: func(*flag.FlagSet) action {
			return withoutKeys(func(ctx context.Context, c *call, a *app) error {
				staff, err := a.store.RemoveStaff(ctx, strings.TrimSpace(c.operand))
				if errs, ok := forms.FromFault(err); ok {
					return inWords(errs)
				}
				if err != nil {
					return err
				}
				c.say("%s <%s> no longer belongs to the support desk.", staff.Name, staff.Email)
				return nil
			})
		},
	}
}
