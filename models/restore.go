package models

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Restored is what a restore has done.
type Restored struct {
	Copy               // the backup as it came
	At       time.Time // when it was brought forward
	KeysFrom string    // the file that the keys came from, "" when a new one was made
	Lost     *KeysLost // what no longer works, because its keys are gone; nil when they are there
	Kept     string    // where the former database is now, "" when there was none
	Brought  int64     // the number of the schema that it was brought to
	Sessions int       // that were ended
	Links    int       // to a new password that no longer work
	Tokens   int       // of the API that were revoked
	Mails    int       // that waited in the backup and are not sent

	Offers      int // of an ownership that have lapsed
	Invitations int // whose links no longer work, to be sent again
	Openings    int // the same
}

// Restore puts a backup in the place of the database at o.Path, which nobody may have open.
// All that can fail happens to a copy beside it: the former database, if there is one, is
// kept under a dated name, and stays where it is when anything goes wrong.
func Restore(ctx context.Context, o Options, backup string) (*Restored, error) {
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, fmt.Errorf("cannot create the folder of the database: %w", err)
	}
	unlock, err := lockFile(o.Path+".use", restoring)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("the database %s is in use: stop the console first", o.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot use the database %s: %w", o.Path, err)
	}
	defer unlock()
	if err := replaceable(o.Path, backup); err != nil {
		return nil, err
	}
	r, err := restore(ctx, o, backup)
	if err != nil {
		return nil, fmt.Errorf("%s is not restored: %w", backup, err)
	}
	return r, nil
}

// replaceable tells whether a file may come into the database's place.
func replaceable(path, backup string) error {
	wanted, err := os.Stat(backup)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", backup, cause(err))
	}
	if !wanted.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", backup)
	}
	former, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case os.SameFile(wanted, former):
		return fmt.Errorf("%s is the database itself", backup)
	case !former.Mode().IsRegular():
		return fmt.Errorf("%s is not a file of its own; set database.dsn to the file that it leads to", path)
	}
	return nil
}

func restore(ctx context.Context, o Options, backup string) (*Restored, error) {
	work, err := workshop(filepath.Dir(o.Path))
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	file := filepath.Join(work, "coulisse.db")
	if err := fetch(backup, file); err != nil {
		return nil, err
	}
	c, err := inspect(ctx, file)
	if err != nil {
		return nil, err
	}
	r := &Restored{Copy: *c, Brought: newestSchema()}
	var keys keysFor
	if o.KeysFile != "" {
		if keys, err = chooseKeys(o.KeysFile, backup, strings.Fields(c.Keys)); err != nil {
			return nil, err
		}
		o.Keys, o.madeKeys, r.KeysFrom = keys.Keys, keys.from == "", keys.from
	}
	if err := r.bringForward(ctx, o, file); err != nil {
		return nil, err
	}
	if keys.write { // before the database, which refuses others
		if err := writeRoots(o.KeysFile, keys.roots...); err != nil {
			return nil, err
		}
	}
	r.Kept, err = replace(o.Path, file, r.At)
	return r, err
}

// fetch copies a backup into a new file for the owner's eyes alone. A write-ahead log beside
// it says that changes are missing in it.
func fetch(backup, file string) (err error) {
	if log, err := os.Stat(backup + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("it is not complete without %s-wal, so it is no backup but a database that is in use or was not closed", backup)
	}
	from, err := os.Open(backup)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// bringForward migrates the copy and ends in it what must not live twice.
func (r *Restored) bringForward(ctx context.Context, o Options, file string) error {
	keysFile := o.KeysFile
	o.Path, o.KeysFile, o.unkept = file, "", true
	s, err := Open(ctx, o)
	if lost := new(KeysLost); errors.As(err, &lost) {
		lost.File, lost.Remedy = keysFile, "coulisse restore --new-keys"
	}
	if err != nil {
		return err
	}
	r.At, r.Lost = s.Now(), s.lost
	err = errors.Join(s.comeBack(ctx, r), s.Close())
	if err != nil {
		return err
	}
	if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 {
		return errors.New("its write-ahead log could not be put away")
	}
	ownAsFolder(file)
	return durable(file)
}
