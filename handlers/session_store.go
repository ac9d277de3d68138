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
	valueStart  = "start"  // models.Session to start at the next Save
	valueWhy    = "why"    // why a known session was refused
)

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

// Save starts the session that valueStart asks for, under a new token, or ends the current
// one when MaxAge is negative.
func (s *sessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	ctx := context.WithoutCancel(r.Context())
	cookie := http.Cookie{Name: s.cookie, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	if session.Options.MaxAge < 0 {
		cookie.MaxAge = -1
		http.SetCookie(w, &cookie)
		return s.store.EndSession(ctx, session.ID)
	}
	start, ok := session.Values[valueStart].(models.Session)
	if !ok {
		return nil
	}
	token, err := s.store.StartSession(ctx, start, session.ID)
	if err != nil {
		return err
	}
	delete(session.Values, valueStart)
	session.ID = models.HashToken(token)
	cookie.Value = token
	http.SetCookie(w, &cookie)
	return nil
}
