package models

import (
	"errors"
	"io/fs"
)

// keysFor are the keys for a backup that comes into the database's place.
type keysFor struct {
	Keys
	roots [][]byte
	from  string // the file that they come from, "" when they are new
	write bool   // the keys file is to be written
}

// chooseKeys finds the keys that a backup knows: in the keys file, or in the one beside the backup,
// whose keys then go before those of the former. When neither has them, it is what the keys file
// holds, or a new key, and Open tells what is lost.
func chooseKeys(file, backup string, known []string) (k keysFor, err error) {
	here, err := readKeysFile(file)
	if err != nil {
		return k, err
	}
	beside, err := readKeysFile(keysBeside(backup))
	if err != nil {
		return k, err
	}
	if len(known) == 0 { // of a version whose databases did not know their keys
		known = beside.ids()
	}
	switch {
	case len(here.roots) > 0 && len(here.lacks(known)) == 0:
		return here, nil
	case len(beside.roots) > 0 && len(beside.lacks(known)) == 0:
		for i, id := range here.ids() {
			if len(beside.lacks([]string{id})) > 0 {
				beside.roots = append(beside.roots, here.roots[i])
			}
		}
		beside.write = true
		beside.Keys, err = NewKeys(beside.roots...)
		return beside, err
	case len(here.roots) > 0:
		return here, nil
	}
	root := newRoot()
	k.Keys, err = NewKeys(root)
	k.roots, k.write = [][]byte{root}, true
	return k, err
}

// readKeysFile reads a keys file; without one there are no keys.
func readKeysFile(file string) (k keysFor, err error) {
	k.from = file
	if k.roots, err = readRoots(file); errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	k.Keys, err = NewKeys(k.roots...)
	return k, err
}
