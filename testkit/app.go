package testkit

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"coulisse/access"
	"coulisse/config"
	"coulisse/handlers"
	"coulisse/models"
	"coulisse/models/text"
)

// Password is everybody's password in tests, unless they choose another.
const Password = "seven quiet lanterns"

// passwordHash is its hash, made once.
var passwordHash = sync.OnceValue(func() string {
	hash, err := models.NewHasher(1, time.Minute).Hash(context.Background(), Password)
	if err != nil {
		panic(err)
	}
	return hash
})

// App is the whole console on a database of its own, with a clock that stands still and no
// mail worker: what would be sent stays in the outbox, see Mails.
type App struct {
	Store  *models.Store
	Clock  *Clock
	Config *config.Config
	Server *handlers.Server
	URL    string // of the listening server, and base_url

	t        testing.TB
	database string
	second   *sql.DB // see outside
}

// NewApp starts a console that would send its mails by SMTP; adjust may change the settings
// first.
func NewApp(t testing.TB, adjust ...func(*config.Config)) *App {
	t.Helper()
	c := config.Default()
	c.Mail.Transport = "smtp"
	return start(t, NewDatabase(t), NewClock(), c, adjust...)
}

// start opens a database and listens.
func start(t testing.TB, database string, clock *Clock, c *config.Config, adjust ...func(*config.Config)) *App {
	t.Helper()
	a := &App{Clock: clock, Config: c, t: t, database: database}
	listener := httptest.NewUnstartedServer(nil)
	a.URL = "http://" + listener.Listener.Addr().String()
	a.Config.BaseURL = a.URL
	for _, change := range adjust {
		change(a.Config)
	}
	var err error
	if a.Store, err = models.Open(t.Context(), models.Options{Path: a.database, Keys: Keys(), Now: a.Clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Store.Close() })
	a.Server = handlers.New(handlers.Options{Config: a.Config, Store: a.Store, Log: slog.New(slog.DiscardHandler)})
	listener.Config.Handler = a.Server
	listener.Start()
	t.Cleanup(listener.Close)
	return a
}

// Client opens a browser that nobody is signed in with.
func (a *App) Client() *Client {
	a.t.Helper()
	return NewClient(a.t, a.URL)
}

// SignIn opens a browser and signs somebody in by the sign-in page.
func (a *App) SignIn(email string) *Client {
	a.t.Helper()
	c := a.Client()
	c.Get("/login").Submit("main form", "email", email, "password", Password).Want(200, "home")
	return c
}

// Found creates the organisation Nordlys Kultur with its owner, Signe Holm.
func (a *App) Found() access.Actor {
	a.t.Helper()
	u, err := a.Store.Found(a.t.Context(), models.Founding{Organisation: "Nordlys Kultur", TimeZone: "Europe/Copenhagen", Locale: "en",
		Name: "Signe Holm", Email: "signe@nordlys.example", PasswordHash: passwordHash()})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.actor(u)
}

// actor is a user with today's rights, as a request would read them.
func (a *App) actor(u *models.User) access.Actor {
	a.t.Helper()
	ctx := a.t.Context()
	organisation, err := a.Store.SignedIn(ctx, u, "")
	if err != nil {
		a.t.Fatal(err)
	}
	token, err := a.Store.StartSession(ctx, models.Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash}, "")
	if err != nil {
		a.t.Fatal(err)
	}
	v, err := a.Store.Viewer(ctx, models.HashToken(token), models.Limits{Idle: time.Hour, Absolute: time.Hour})
	if err != nil {
		a.t.Fatal(err)
	}
	if err := a.Store.EndSession(ctx, models.HashToken(token)); err != nil {
		a.t.Fatal(err)
	}
	return v.Actor
}

// Invite invites somebody, and returns the membership's id and the token of the link.
func (a *App) Invite(by access.Actor, email, name string, g access.Grant) (membership, token string) {
	a.t.Helper()
	membership, err := a.Store.Invite(a.t.Context(), by, models.Details{Email: email, Name: name, Role: access.Custom, Grant: g}, true)
	if err != nil {
		a.t.Fatal(err)
	}
	return membership, a.LastMail(email).Token
}

// Member invites somebody who accepts at once, with Password.
func (a *App) Member(by access.Actor, email, name string, g access.Grant) access.Actor {
	a.t.Helper()
	_, token := a.Invite(by, email, name, g)
	o, err := a.Store.Accept(a.t.Context(), token, "", models.Newcomer{Name: name, PasswordHash: passwordHash()})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.actor(&models.User{ID: *o.Person.UserID, Email: email, EmailKey: text.AddressKey(email), Name: name, PasswordHash: passwordHash()})
}

// Event adds a draft of two hours that begins so long after Now, and returns its id.
func (a *App) Event(by access.Actor, name string, after time.Duration) (id string) {
	a.t.Helper()
	begins := a.Store.Now().Add(after)
	id, err := a.Store.CreateEvent(a.t.Context(), by, models.EventDetails{Name: name, BeginsAt: begins, EndsAt: begins.Add(2 * time.Hour)})
	if err != nil {
		a.t.Fatal(err)
	}
	return id
}

// OnSale publishes an event that begins so long after Now, with one ticket type of 100 seats at
// 18.00, and returns their ids.
func (a *App) OnSale(by access.Actor, name string, after time.Duration) (event, ticketType string) {
	a.t.Helper()
	ctx := a.t.Context()
	event = a.Event(by, name, after)
	ticketType, err := a.Store.AddTicketType(ctx, by, event, models.TicketTypeDetails{Name: "Full price", Price: 1800, Quota: 100})
	if err == nil {
		_, err = a.Store.PublishEvent(ctx, by, event)
	}
	if err != nil {
		a.t.Fatal(err)
	}
	return event, ticketType
}

// Order sells so many tickets of a type to somebody, as an online shop would.
func (a *App) Order(by access.Actor, event, ticketType string, count int, buyer models.Contact) *models.Order {
	a.t.Helper()
	o, err := a.Store.PlaceOrder(a.t.Context(), by, models.Purchase{Event: event, Channel: models.ChannelAPI, Payment: models.PaidOnline,
		Lines: []models.Line{{Type: ticketType, Count: count}}, Buyer: buyer})
	if err != nil {
		a.t.Fatal(err)
	}
	return o
}

// Levels are rights for all events without an end.
func Levels(levels access.Levels) access.Grant {
	return access.Grant{Levels: levels, Scope: access.Scope{All: true}}
}
