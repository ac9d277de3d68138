package models

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// prepared is a transaction that prepares each statement once. Left to itself a statement that
// was first met within a transaction is prepared anew at every use.
type prepared struct {
	gorm.Tx
	statements map[string]*sql.Stmt // closed with the transaction
}

// prepareOnce lets a transaction keep its statements.
func prepareOnce(db *gorm.DB) {
	if tx, ok := db.Statement.ConnPool.(*gorm.PreparedStmtTX); ok {
		db.Statement.ConnPool = &prepared{tx.Tx, map[string]*sql.Stmt{}}
	}
}

func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.statements[query]; ok {
		return s, nil
	}
	s, err := p.PrepareContext(ctx, query)
	if err == nil {
		p.statements[query] = s
	}
	return s, err
}

// ExecContext runs a statement in the transaction.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext asks in the transaction for rows.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext asks in the transaction for one row.
func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := p.statement(ctx, query)
	if err != nil {
		return p.Tx.QueryRowContext(ctx, query, args...) // the row tells of it
	}
	return s.QueryRowContext(ctx, args...)
}
