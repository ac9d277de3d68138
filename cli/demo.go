package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"coulisse/access"
	"coulisse/models"
)

// demoCommand fills an empty database with an organisation to look at.
func demoCommand() command {
	return command{
		name:    "demo",
		about:   "fills an empty database with a believable organisation, and prints who can sign in",
		prepare: func(*flag.FlagSet) action { return with(runDemo) },
	}
}

const (
	demoOrganisation = "Nordlys Scene"
	demoOwner        = "Signe Overgaard"
	demoDomain       = "@nordlys.example"
)

// demoKeys are those who get a password that is printed: one of each kind.
var demoKeys = []string{demoOwner, "Ida Marie Kjær", "Søren Aagaard", "Freja Thorup-Lindqvist", "Bjørn Østergaard"}

// demo plays the organisation's past year through the same store methods that the pages
// call, on a clock of its own, so that states, rights and history belong together.
type demo struct {
	ctx       context.Context
	store     *models.Store
	now       time.Time
	today     time.Time
	owner     access.Actor
	hasher    *models.Hasher
	stranger  string // hash of a password that nobody knows
	passwords map[string]string
	events    []string
	roles     map[string]string
	links     map[string]string // tokens of invitations by address
	played    bool              // the last weeks
}

func runDemo(ctx context.Context, c *call, a *app) error {
	d := &demo{ctx: ctx, store: a.store, today: a.store.Now(), hasher: models.NewHasher(1, time.Minute),
		passwords: map[string]string{}, roles: map[string]string{}, links: map[string]string{}}
	d.now = d.today.AddDate(-1, 0, 0)
	a.store.Now = func() time.Time { return d.now }
	for _, act := range []func() error{d.found, d.addRoles, d.addEvents, d.addPeople, d.finish} {
		if err := act(); err != nil {
			return err
		}
	}
	return d.print(c)
}

// at moves the clock on to a moment some days before today; it never goes back.
func (d *demo) at(daysAgo, hour, minute int) {
	t := d.today.AddDate(0, 0, -daysAgo)
	t = time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, time.UTC)
	if t.After(d.today) {
		t = d.today
	}
	if !t.After(d.now) {
		t = d.now.Add(time.Minute)
	}
	d.now = t
}

// found makes the organisation and its owner.
func (d *demo) found() (err error) {
	if d.stranger, err = d.hasher.Hash(d.ctx, rand.Text()); err != nil {
		return err
	}
	hash, err := d.password(demoOwner)
	if err != nil {
		return err
	}
	u, err := d.store.Found(d.ctx, models.Founding{Organisation: demoOrganisation, TimeZone: "Europe/Copenhagen", Locale: "en",
		Name: demoOwner, Email: address(demoOwner), PasswordHash: hash})
	if errors.Is(err, models.ErrFounded) {
		return errors.New("demo needs an empty database, and this one has an organisation already; choose another data_dir")
	}
	if err != nil {
		return err
	}
	d.owner, err = d.signIn(u)
	return err
}

// password makes a printed password for those who have one, and returns the hash; for
// anybody else the hash of one that nobody knows.
func (d *demo) password(name string) (hash string, err error) {
	for _, key := range demoKeys {
		if key == name {
			word := strings.ToLower(rand.Text())
			d.passwords[name] = word[:4] + "-" + word[4:8] + "-" + word[8:12] + "-" + word[12:16]
			return d.hasher.Hash(d.ctx, d.passwords[name])
		}
	}
	return d.stranger, nil
}

// signIn signs a user in and out of a browser, and returns them as an actor.
func (d *demo) signIn(u *models.User) (access.Actor, error) {
	organisation, err := d.store.SignedIn(d.ctx, u, "")
	if err != nil {
		return access.Actor{}, err
	}
	token, err := d.store.StartSession(d.ctx, models.Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash, Address: "192.0.2.7"}, "")
	if err != nil {
		return access.Actor{}, err
	}
	v, err := d.store.Viewer(d.ctx, models.HashToken(token), models.Limits{Idle: time.Hour, Absolute: time.Hour})
	if err != nil {
		return access.Actor{}, err
	}
	return v.Actor, d.store.EndSession(d.ctx, models.HashToken(token))
}

func (d *demo) addRoles() error {
	for _, r := range demoRoles {
		d.now = d.now.Add(7 * time.Minute)
		id, err := d.store.CreateRole(d.ctx, d.owner, models.RoleDetails{Name: r.Name, Purpose: r.For, Levels: r.Levels, Chosen: r.Chosen})
		if err != nil {
			return err
		}
		d.roles[r.Name] = id
	}
	return nil
}

func (d *demo) addEvents() error {
	for _, e := range demoEvents {
		d.now = d.now.Add(11 * time.Minute)
		day := d.today.AddDate(0, 0, e.begins)
		begins := time.Date(day.Year(), day.Month(), day.Day(), e.hour-1, 0, 0, 0, time.UTC)
		id, err := d.store.CreateEvent(d.ctx, d.owner, models.EventDetails{Name: e.name, Venue: e.venue, BeginsAt: begins, EndsAt: begins.Add(time.Duration(e.hours) * time.Hour)})
		if err == nil && e.state != models.EventDraft {
			_, err = d.store.PublishEvent(d.ctx, d.owner, id)
		}
		if err == nil && e.state == models.EventCancelled {
			_, err = d.store.CancelEvent(d.ctx, d.owner, id)
		}
		if err != nil {
			return err
		}
		d.events = append(d.events, id)
	}
	return nil
}

// print says who can sign in.
func (d *demo) print(c *call) error {
	c.say("%s is ready: %d people, %d events. These can sign in:\n", demoOrganisation, len(demoPeople)+1, len(demoEvents))
	w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, name := range demoKeys {
		role := "owner"
		for _, p := range demoPeople {
			if p.name == name {
				role = p.role
			}
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", address(name), d.passwords[name], role)
	}
	return w.Flush()
}

var plainLetters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "é", "e", "è", "e", "ç", "c", "’", "", " ", ".")

// address is a person's e-mail address at the organisation: first and last name.
func address(name string) string {
	words := strings.Fields(strings.ToLower(name))
	return plainLetters.Replace(words[0]+" "+words[len(words)-1]) + demoDomain
}
