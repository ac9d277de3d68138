package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Two files beside the database are there to be locked, and hold nothing. A lock ends with its
// process at the latest. The database itself is never opened for it: to close a second handle
// on it would drop SQLite's own locks.

// alone keeps other processes from migrating the database until unlock is called.
func alone(path string) (unlock func(), err error) { return lockFile(path+".lock", syscall.LOCK_EX) }

// restoring is the hold of a restore on what using holds: nobody else's, and without waiting.
const restoring = syscall.LOCK_EX | syscall.LOCK_NB

// using tells others that the database is open, until unlock is called; a restore refuses to
// begin meanwhile. While one is under way it waits.
func using(path string) (unlock func(), err error) { return lockFile(path+".use", syscall.LOCK_SH) }

// InUse tells whether any process has the database open.
func InUse(path string) bool {
	unlock, err := lockFile(path+".use", restoring)
	if err != nil {
		return errors.Is(err, syscall.EWOULDBLOCK)
	}
	unlock()
	return false
}

// lockFile locks a file, which it creates when it is missing, in the way of flock(2).
func lockFile(path string, how int) (unlock func(), err error) {
	f, err := lockedFile(path, how)
	if err != nil {
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

func lockedFile(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	ownAsFolder(path)
	if err := flock(f, how); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return f, nil
}

func flock(f *os.File, how int) error { return syscall.Flock(int(f.Fd()), how) }

// Times of a wait for others to leave the database; a backup is over in a while.
const (
	leaveWait = 10 * time.Second
	leaveLook = 100 * time.Millisecond
)

// errInUse is what a migration meets that has others beside it.
var errInUse = errors.New("another process has it open; stop the console of the other version first")

// solely runs work while nobody else has the database open whose use f holds.
func solely(ctx context.Context, f *os.File, work func() error) error {
	for deadline := time.Now().Add(leaveWait); ; {
		err := flock(f, restoring)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return errInUse
		}
		time.Sleep(leaveLook)
	}
	return errors.Join(work(), flock(f, syscall.LOCK_SH))
}

// ownAsFolder gives a file that root has made to the owner of its folder, as SQLite does with
// its own: a backup that root's timetable makes must not shut the console out.
func ownAsFolder(path string) {
	if os.Geteuid() != 0 {
		return
	}
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return
	}
	if owner, ok := folder.Sys().(*syscall.Stat_t); ok {
		_ = os.Chown(path, int(owner.Uid), int(owner.Gid))
	}
}
