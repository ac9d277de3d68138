package models

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"coulisse/models/text"
)

// Lockout says after how many wrong passwords in how long trying stops, and for how long
// (ASVS 6.1.1, 6.3.1). Strangers are counted by account and by network; a browser in which the
// person has signed in before, and a session, each by itself: strangers lock neither, nor recovery
// by mail.
type Lockout struct {
	Account int // failures for one e-mail address, in one known browser, in one session
	Address int // failures from one network address
	For     time.Duration
}

// Try is one try of a password: for which account, and from where.
type Try struct {
	Email   string
	Address string // the client's network address
	Browser string // token of the browser's own cookie, "" for none
	Session string // id of the session whose person enters their password again; "" at sign-in
}

// Tried is what a right password gives.
type Tried struct {
	User     *User
	Rehashed string // the password's hash by today's parameters, "" when it has them
}

// Trial is a try that was not refused.
type Trial struct {
	User    *User // nil for an unknown address
	store   *Store
	limits  Lockout
	own     counter // counted before the password is looked at
	network counter // counted besides when it is wrong; zero for who is no stranger
}

// TryPassword is the one way in which a password is looked at, so that every try counts. Nothing is
// written before the try has its turn in the bounded queue; then it is counted before the password
// is looked at, so that tries in parallel, or a crash, cannot pass a limit. RateLimited when what
// counts it is locked; Busy; Invalid without a field when the password is wrong or the address
// unknown, with the account that it was tried at, if there is one; the error of ctx when the person
// has gone.
func (s *Store) TryPassword(ctx context.Context, h *Hasher, t Try, password string, l Lockout) (*Tried, error) {
	if t.Browser == "" && t.Session == "" && h.queue.full() { // a stranger, whom nothing has to be read for
		return nil, h.queue.busy()
	}
	trial, err := s.BeginTry(ctx, t, l)
	if err != nil {
		return nil, err
	}
	leave, err := h.queue.Enter(ctx, trial.own.kind+" "+trial.own.key, !trial.stranger())
	if err != nil {
		return nil, err
	}
	defer leave()
	kept := context.WithoutCancel(ctx)
	if err := trial.Count(kept); err != nil {
		return nil, err
	}
	hash := "" // an unknown address costs as much
	if trial.User != nil {
		hash = trial.User.PasswordHash
	}
	ok, rehash, err := h.verify(hash, password)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		if err := trial.Wrong(kept); err != nil {
			return nil, err
		}
		return &Tried{User: trial.User}, Fault("", "login.refused")
	}
	tried := &Tried{User: trial.User}
	if rehash {
		tried.Rehashed = h.hash(password)
	}
	return tried, trial.right(kept)
}

// BeginTry refuses a try while what counts it is locked (RateLimited), and writes nothing.
func (s *Store) BeginTry(ctx context.Context, t Try, l Lockout) (*Trial, error) {
	db := s.read(ctx)
	var found User
	if err := db.Where("email_key = ?", text.AddressKey(t.Email)).Limit(1).Find(&found).Error; err != nil {
		return nil, err
	}
	trial := &Trial{store: s, limits: l}
	if found.ID != "" {
		trial.User = &found
	}
	known, err := knows(db, t.Browser, found.ID)
	switch {
	case err != nil:
		return nil, err
	case t.Session != "":
		trial.own = counter{attemptSession, t.Session}
	case known:
		trial.own = ofBrowser(t.Browser, found.ID)
	default:
		trial.own = counter{attemptAccount, text.AddressKey(t.Email)}
		trial.network = counter{attemptAddress, network(t.Address)}
	}
	return trial, trial.open(db, s.Now())
}

func (r *Trial) stranger() bool { return r.network.kind != "" }

// open refuses while the network or the try's own counter is locked.
func (r *Trial) open(db *gorm.DB, now time.Time) error {
	for _, c := range []counter{r.network, r.own} {
		if c.kind == "" {
			continue
		}
		if _, err := attempt(db, c, r.limits.For, now); err != nil {
			return err
		}
	}
	return nil
}

// Count counts the try as a failure until it proves to be none. RateLimited when something was
// locked meanwhile; Busy when as many tries are under way as may fail, elsewhere.
func (r *Trial) Count(ctx context.Context) error {
	return r.store.write(ctx, func(t *tx) error {
		if err := r.open(t.DB, t.now); err != nil {
			return err
		}
		failures, err := t.count(r.own, r.limits.For)
		if err == nil && failures > r.limits.Account {
			e := Fail(Busy, "login.busy")
			e.After = 2
			return e
		}
		return err
	})
}

// Wrong follows a wrong password or an unknown address: a stranger's network address is counted
// too, and what has reached its limit is locked, which the log says, and of an account the
// history of the person's organisations.
func (r *Trial) Wrong(ctx context.Context) error {
	return r.store.write(ctx, func(t *tx) error {
		if r.stranger() {
			_, err := t.count(r.network, r.limits.For)
			if err != nil && CodeOf(err) != RateLimited { // another try may have locked it meanwhile
				return err
			}
			if _, err := t.lockAt(r.network, r.limits.Address, r.limits.For); err != nil {
				return err
			}
		}
		locked, err := t.lockAt(r.own, r.limits.Account, r.limits.For)
		if err != nil || !locked || r.User == nil || r.own.kind == attemptSession {
			return err
		}
		places, err := t.placesOf(*r.User)
		for _, p := range places {
			e := Entry{Organisation: p.OrganisationID, Action: "user.locked", Kind: TargetMembership, Target: p.ID, Name: p.Name}
			if err := t.record(e); err != nil {
				return err
			}
		}
		return err
	})
}

// lockAt locks a counter that has reached a limit, and has the log say so, once.
func (t *tx) lockAt(c counter, limit int, lasts time.Duration) (locked bool, err error) {
	if locked, err = t.lock(c, limit, t.now.Add(lasts)); !locked || err != nil {
		return locked, err
	}
	line := []slog.Attr{slog.String("counted_by", c.kind), slog.Int("tries", limit), slog.Duration("for", lasts),
		slog.String("address", originOf(t.ctx).Address), slog.String("request", originOf(t.ctx).RequestID)}
	if c.kind == attemptAddress {
		line = append(line, slog.String("network", c.key))
	}
	t.store.log.LogAttrs(t.ctx, slog.LevelWarn, "too many wrong passwords: tries are refused for a while", line...)
	return true, nil
}

// right forgets the failures of the try's own counter.
func (r *Trial) right(ctx context.Context) error {
	return r.store.write(ctx, func(t *tx) error { return t.forget(r.own) })
}
