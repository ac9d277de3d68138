package testkit

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"
	"sync"
	"unsafe"

	"gorm.io/gorm"
)

// Faults sees what a console asks of its database, the beginnings and ends of transactions included,
// and has one of them fail: nothing of that statement, or of that transaction, is kept.
type Faults struct {
	Sees func(statement string, args []any) // all that reads or changes rows; may be nil

	mu     sync.Mutex
	at     int
	err    error
	asked  int
	failed string
	broken *sql.DB
}

// Faults puts itself between a console and its database. The store has no place for it, so that it goes in
// where only tests go.
func (a *App) Faults() *Faults {
	a.t.Helper()
	f := &Faults{}
	f.broken = sql.OpenDB(nowhere{f})
	a.t.Cleanup(func() { _ = f.broken.Close() })
	for _, name := range []string{"w", "r"} {
		field := reflect.ValueOf(a.Store).Elem().FieldByName(name)
		db := *(**gorm.DB)(unsafe.Pointer(field.UnsafeAddr()))
		pool := db.ConnPool.(*sql.DB)
		db.ConnPool = &faultyPool{faulty{pool, f}, pool}
		db.Statement.ConnPool = db.ConnPool
	}
	return f
}

// At has the nth statement from now on fail with an error; 0 has none fail.
func (f *Faults) At(n int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at, f.err, f.asked, f.failed = n, err, 0, ""
}

// Asked is how many statements there were since At, and the one that failed, "" for none.
func (f *Faults) Asked() (n int, failed string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked, f.failed
}

// meets is the error when a statement's turn has come.
func (f *Faults) meets(statement string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Sees != nil {
		f.Sees(statement, args)
	}
	if f.asked++; f.asked != f.at {
		return nil
	}
	f.failed = statement
	return f.err
}

// nowhere is where no connection leads: it gives an error to those who ask for a row.
type nowhere struct{ faults *Faults }

func (n nowhere) Connect(context.Context) (driver.Conn, error) { return nil, n.faults.err }
func (n nowhere) Driver() driver.Driver                        { return nil }

// faulty is a connection, or a transaction.
type faulty struct {
	gorm.ConnPool
	faults *Faults
}

func (c faulty) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := c.faults.meets(query, args...); err != nil {
		return nil, err
	}
	return c.ConnPool.ExecContext(ctx, query, args...)
}

func (c faulty) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := c.faults.meets(query, args...); err != nil {
		return nil, err
	}
	return c.ConnPool.QueryContext(ctx, query, args...)
}

func (c faulty) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if c.faults.meets(query, args...) != nil {
		return c.faults.broken.QueryRowContext(ctx, query)
	}
	return c.ConnPool.QueryRowContext(ctx, query, args...)
}

// faultyPool begins transactions.
type faultyPool struct {
	faulty
	pool *sql.DB
}

// GetDBConn is for what is asked of the connections themselves.
func (p *faultyPool) GetDBConn() (*sql.DB, error) { return p.pool, nil }

func (p *faultyPool) BeginTx(ctx context.Context, options *sql.TxOptions) (gorm.ConnPool, error) {
	if err := p.faults.meets("BEGIN"); err != nil {
		return nil, err
	}
	t, err := p.pool.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	return &faultyTx{faulty{t, p.faults}, t}, nil
}

type faultyTx struct {
	faulty
	tx *sql.Tx
}

func (t *faultyTx) Commit() error {
	if err := t.faults.meets("COMMIT"); err != nil {
		_ = t.tx.Rollback()
		return err
	}
	return t.tx.Commit()
}

func (t *faultyTx) Rollback() error { return t.tx.Rollback() }
