package models

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// logKept is how large a write-ahead log stays, in bytes, once what is in it stands in the database
// too. Without a limit it keeps the size that the longest reader made it grow to.
const logKept = 4 << 20

// engine is SQLite's driver, which also sets on each connection what an address cannot say.
var engine = &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
	_, err := c.Exec(fmt.Sprintf("PRAGMA journal_size_limit = %d", logKept), nil)
	return err
}}

// address is where connections of a pool lead.
type address string

// Connect opens a connection.
func (a address) Connect(context.Context) (driver.Conn, error) { return engine.Open(string(a)) }

// Driver is SQLite's.
func (a address) Driver() driver.Driver { return engine }
