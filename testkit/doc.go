// Package testkit is what tests share: the whole console on a temporary database, a client
// that behaves like a browser, a mail server that keeps what it is sent. It also holds the
// standing tests of the project's architecture. Nothing outside tests imports it.
package testkit
