package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"text/tabwriter"
	"time"

	"coulisse/access"
	"coulisse/models"
)

// demoCommand fills an empty database with an organisation to look at.
func demoCommand() command {
	return command{
		name:    "demo",
		about:   "fills an empty database with a theatre's year: people, events, 20,000 orders; prints who can sign in",
		prepare: func(*flag.FlagSet) action { return founding(runDemo) },
	}
}

// demo plays the organisation's past year through the same store methods that the pages call,
// on a clock of its own, so that states, rights, sales and history belong together.
type demo struct {
	ctx       context.Context // of single changes; they are not interrupted, which costs less
	end       func() error    // why the whole is to end before its time, or nil
	store     *models.Store
	now       time.Time
	today     time.Time
	zone      *time.Location
	rand      *rand.Rand // the same in every demonstration
	share     int        // of all orders, in percent
	acts      []act      // that have not happened yet
	unsorted  bool
	owner     access.Actor
	support   access.Staff
	actors    map[string]access.Actor // by name, those who have signed in
	users     map[string]*models.User // by name, those who may sign in today
	hasher    *models.Hasher
	stranger  string            // hash of a password that nobody knows
	passwords map[string]string // by name
	events    map[string]string // ids by key
	types     map[string]string // ids by the event's key and the type's name
	roles     map[string]string // ids by name
	links     map[string]string // tokens of invitations by address
	sales     []demoSale        // of shops, by the event
	audience  audience
	tills     int             // that were planned
	seen      map[string]bool // orders by id, that have had their evening
	waiting   bool            // mails, in the outbox
}

func newDemo(ctx context.Context, today time.Time, share int) *demo {
	return &demo{ctx: models.WithOrigin(context.WithoutCancel(ctx), models.Origin{Address: demoAddress}), end: ctx.Err, today: today, now: today.AddDate(-1, 0, 0), zone: models.Organisation{TimeZone: demoZone}.Zone(),
		rand: rand.New(rand.NewPCG(1872, 11)), share: share, hasher: models.NewHasher(1, time.Minute),
		actors: map[string]access.Actor{}, users: map[string]*models.User{}, passwords: map[string]string{}, events: map[string]string{}, types: map[string]string{},
		roles: map[string]string{}, links: map[string]string{}, seen: map[string]bool{}, audience: audience{taken: map[string]bool{}}}
}

func runDemo(ctx context.Context, c *call, a *app) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	a.level.Set(slog.LevelError) // what happens in a year of play is no news
	d := newDemo(ctx, a.store.Now(), 100)
	if err := d.fill(a.store, newProgress(c.stderr, d.work())); err != nil {
		return err
	}
	return d.print(c)
}

// demoLasts is how long the year may take at most, on the slowest of machines.
const demoLasts = time.Hour

// fill writes all of the year, or nothing.
func (d *demo) fill(store *models.Store, p *progress) error {
	ctx, cancel := context.WithTimeout(d.ctx, demoLasts)
	defer cancel()
	err := store.Together(ctx, func(s *models.Store) error {
		d.store, s.Now = s, func() time.Time { return d.now }
		s.OnMail(func() { d.waiting = true })
		for _, prepare := range []func() error{d.found, d.addRoles, d.planEvents, d.planPeople, d.planOffice, d.planDirectory} {
			if err := prepare(); err != nil {
				return err
			}
		}
		return d.play(p)
	})
	p.end(err == nil)
	switch {
	case d.end() != nil:
		return errors.New("demo was interrupted and has left the database empty; it can be run again")
	case errors.Is(err, models.ErrFounded):
		return errors.New("demo needs an empty database, and this one has an organisation already; choose another data_dir")
	}
	return err
}

// print says who can sign in, and what there is for each to see.
func (d *demo) print(c *call) error {
	c.say("%s is ready: %d people, %d events, %d orders. These can sign in:\n", demoOrganisation, len(demoPeople)+1, len(demoEvents), d.orders())
	w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "  E-MAIL\tPASSWORD\tROLE\tLOOK AT\n")
	for _, k := range demoKeys {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", address(k.name), d.passwords[k.name], k.role, k.look)
	}
	return w.Flush()
}
