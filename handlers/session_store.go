package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/gorilla/sessions"

	"coulisse/config"
	"coulisse/models"
)

// sessionStore is gorilla/sessions' Store over the sessions table: the cookie holds a random
// token and nothing else, the table its hash. A signed-out cookie is worth nothing.
type sessionStore struct {
	store  *models.Store
	limits models.Limits
	cookie string
	secure bool
}

var _ sessions.Store = (*sessionStore)(nil)

// Keys of a session's values.
const (
	valueViewer = "viewer" // *models.Viewer, as loaded from the database
	valueStart  = "start"  // sessionStart, for the next Save
	valueWhy    = "why"    // why a known session was refused
)

// sessionStart starts a session, with all that belongs to it, and returns its token; "" when it starts
// none.
type sessionStart func(*models.Store) (token string, err error)

func newSessionStore(store *models.Store, limits models.Limits, c *config.Config) *sessionStore {
	return &sessionStore{store, limits, c.Cookie(""), c.Secure()}
}

// Get returns the request's session, loaded once.
func (s *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New loads the session that the request's cookie names; a missing, unknown or refused one
// gives an empty session.
func (s *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.IsNew = true
	session.Options = &sessions.Options{}
	cookie, err := r.Cookie(name)
	if err != nil || len(cookie.Value) > 100 {
		return session, nil
	}
	session.ID = models.HashToken(cookie.Value)
	viewer, err := s.store.Viewer(r.Context(), session.ID, s.limits)
	var refused *models.Error
	switch {
	case errors.As(err, &refused):
		session.Values[valueWhy] = refused.Key
		if refused.Code == models.Forbidden {
			return session, s.store.EndSession(r.Context(), session.ID)
		}
	case err != nil:
		return session, err
	default:
		session.IsNew = false
		session.Values[valueViewer] = viewer
	}
	return session, nil
}

// Save starts the session that valueStart asks for, under a new token. It ends the current one when
// MaxAge is negative, or none is started.
func (s *sessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	ctx := context.WithoutCancel(r.Context())
	if session.Options.MaxAge < 0 {
		s.give(w, "")
		return s.store.EndSession(ctx, session.ID)
	}
	start, ok := session.Values[valueStart].(sessionStart)
	if !ok {
		return nil
	}
	delete(session.Values, valueStart)
	var token string
	err := s.store.Together(ctx, func(store *models.Store) (err error) {
		if token, err = start(store); token == "" && err == nil {
			err = store.EndSession(ctx, session.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	session.ID = models.HashToken(token)
	s.give(w, token)
	return nil
}

// give gives the browser the token of its session, or takes the cookie back when there is none.
func (s *sessionStore) give(w http.ResponseWriter, token string) {
	cookie := http.Cookie{Name: s.cookie, Value: token, Path: "/",
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, &cookie)
}
