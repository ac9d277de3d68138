package models

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// keyBytes is the length of a key.
const keyBytes = 32

// LoadKeys reads the keys file: a key a line in base64, the newest first. The error is
// fs.ErrNotExist when there is none; only Open makes one, for a database that has known none.
func LoadKeys(path string) (Keys, error) {
	roots, err := readRoots(path)
	if err != nil {
		return Keys{}, err
	}
	return NewKeys(roots...)
}

func readRoots(path string) (roots [][]byte, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the keys file: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		root, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(root) != keyBytes {
			return nil, fmt.Errorf("the keys file %s does not hold one key of %d bytes in base64 a line", path, keyBytes)
		}
		roots = append(roots, root)
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("the keys file %s is empty", path)
	}
	return roots, nil
}

// newRoot makes a key.
func newRoot() []byte {
	root := make([]byte, keyBytes)
	rand.Read(root)
	return root
}

// createKeys writes a keys file with one new key.
func createKeys(path string) (Keys, error) {
	root := newRoot()
	if err := writeRoots(path, root); err != nil {
		return Keys{}, err
	}
	return NewKeys(root)
}

// writeRoots writes a keys file for its owner's eyes alone, in one step: there is the former one
// or this one at any moment.
func writeRoots(path string, roots ...[]byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot write the keys file %s: %w", path, cause(err))
		}
	}()
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".coulisse-keys-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	for _, root := range roots {
		if _, err := f.WriteString(base64.StdEncoding.EncodeToString(root) + "\n"); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	ownAsFolder(f.Name())
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return durable(folder)
}

// keysBeside is where a backup has the keys file that belongs to it.
func keysBeside(backup string) string { return backup + ".keys" }

// TakeKeysAlong writes the keys file beside a backup, for its owner's eyes alone, and returns its
// name. It is an error when the keys that the backed-up database knows are not in it.
func TakeKeysAlong(file, backup string, c *Copy) (string, error) {
	target := keysBeside(backup)
	roots, err := readRoots(file)
	if err != nil {
		return "", fmt.Errorf("the backup %s has no keys beside it: %w", backup, err)
	}
	keys, err := NewKeys(roots...)
	if err != nil {
		return "", err
	}
	if _, err := os.Lstat(target); err == nil {
		return "", nameTaken(target)
	}
	if err := writeRoots(target, roots...); err != nil {
		return "", err
	}
	if lost := keys.lacks(strings.Fields(c.Keys)); len(lost) > 0 {
		return target, fmt.Errorf("the backup %s is made, but %s is another keys file than its database was used with",
			backup, file)
	}
	return target, nil
}
