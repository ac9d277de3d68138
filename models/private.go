package models

import (
	"errors"
	"io/fs"
	"os"
)

// private is the mode of what only the console's own user reads: addresses, password hashes, keys.
const private fs.FileMode = 0o600

// createPrivate creates an empty file when there is none, its owner's alone whatever the folder and
// the umask are; SQLite gives what it keeps beside a database the mode of the database.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, private)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	ownAsFolder(path)
	return f.Close()
}

// makePrivate takes the database, what SQLite keeps beside it, and what is kept of former databases
// away from others.
func (s *Store) makePrivate(path string) {
	for _, file := range kinOf(path) {
		if err := hide(file); err != nil {
			s.log.Warn("others can read a file that is not for them", "file", file, "cause", cause(err))
		}
	}
}

// kinOf lists the files of a database that are there: itself, its companions, its former versions.
func kinOf(path string) (files []string) {
	for _, suffix := range append([]string{""}, companions...) {
		files = append(files, path+suffix)
	}
	for _, suffix := range []string{formerly, beforeMigration} {
		files = append(files, namedLike(path+suffix)...)
	}
	return files
}

// hide makes a file its owner's alone.
func hide(file string) error {
	info, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(file, info.Mode().Perm()&0o700)
	}
	return nil
}

// Exposed lists those of a database's files, and of others such as the keys file, that people besides
// their owner can read.
func Exposed(path string, others ...string) (files []string) {
	for _, file := range append(kinOf(path), others...) {
		if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
			files = append(files, file)
		}
	}
	return files
}
