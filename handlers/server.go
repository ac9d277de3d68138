// Package handlers answers requests: it reads input, calls one store method, and renders a
// page or redirects. routes.go says who may call what; errors.go alone writes error answers.
// It never sees the database.
package handlers

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/access"
	"coulisse/camera"
	"coulisse/config"
	"coulisse/models"
	"coulisse/static"
)

// Server is the console's HTTP side.
type Server struct {
	config *config.Config
	store  *models.Store
	hasher *models.Hasher

	forgotten *models.Queue // of those who ask for a new password
	camera    *camera.Reader
	assets    *static.Assets
	sessions  *sessionStore
	log       *slog.Logger
	echo      *echo.Echo
	routes    []Route
	paths     map[string]string // address pattern by route name
	named     map[string]Route  // by method and address pattern
	limits    models.Limits
	metrics   *Metrics
	flow      time.Duration // see flowTime
}

// Options is what a server works with.
type Options struct {
	Config  *config.Config
	Store   *models.Store
	Log     *slog.Logger
	Metrics *Metrics      // nil when nobody reads them
	Flow    time.Duration // for which an answer may stand still, 0 for flowTime
}

// New builds the server; it panics on a fault in the route table.
func New(o Options) *Server {
	s := &Server{
		config: o.Config, store: o.Store, log: o.Log,
		hasher:    models.NewHasher(o.Config.Limits.Slots(), o.Config.Limits.PasswordWait),
		forgotten: models.NewQueue(1, 64, o.Config.Limits.PasswordWait),
		camera:    camera.NewReader(runtime.GOMAXPROCS(0) - 1),
		assets:    static.New(),
		echo:      echo.New(),
		paths:     map[string]string{},
		named:     map[string]Route{},
		limits:    models.Limits{Idle: o.Config.Session.Idle, Absolute: o.Config.Session.Absolute}, metrics: o.Metrics,
		flow: cmp.Or(o.Flow, flowTime),
	}
	s.sessions = newSessionStore(o.Store, s.limits, o.Config)
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.IPExtractor = clientAddress(o.Config.TrustedProxies, o.Log)
	s.echo.HTTPErrorHandler = s.fail
	s.middleware()
	s.mount()
	return s
}

// mount adds every route with its check. A duplicate name, a missing access rule or a section
// without a page is a fault in the code.
func (s *Server) mount() {
	s.routes = s.table()
	for _, r := range s.routes {
		r.Access.check(r.Name)
		if r.Access == Token && !strings.HasPrefix(r.Path, apiRoot) {
			panic("the route " + r.Name + " asks for a token where people's pages are")
		}
		if _, twice := s.paths[r.Name]; twice {
			panic("two routes are named " + r.Name)
		}
		s.paths[r.Name] = r.Path
		s.answer(r, r.Method)
		if r.Method == get {
			s.answer(r, http.MethodHead) // RFC 9110 asks for it; net/http leaves the page away
		}
	}
	for _, area := range access.Areas() {
		s.url(area.Route)
	}
}

// answer has a route answer a method at its address.
func (s *Server) answer(r Route, method string) {
	s.named[method+" "+r.Path] = r
	s.echo.Add(method, r.Path, s.guard(r)).Name = r.Name
}

// routeOf is the route that answers a request; ok is false for an address that has none.
func (s *Server) routeOf(c echo.Context) (r Route, ok bool) {
	r, ok = s.named[c.Request().Method+" "+c.Path()]
	return r, ok
}

// Routes is the route table, for the tests that walk it.
func (s *Server) Routes() []Route { return s.routes }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// url builds the address of a route from its name; args fill the parameters in order. It
// panics on an unknown name, which is a fault in the code.
func (s *Server) url(name string, args ...any) string {
	path, ok := s.paths[name]
	if !ok {
		panic("no route is named " + name)
	}
	for _, arg := range args {
		head, tail, found := strings.Cut(path, ":")
		if !found {
			panic("too many parameters for the route " + name)
		}
		rest := ""
		if slash := strings.IndexByte(tail, '/'); slash >= 0 {
			rest = tail[slash:]
		}
		path = head + url.PathEscape(fmt.Sprint(arg)) + rest
	}
	return path
}
