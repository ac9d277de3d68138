package models

import "context"

// RotateKeys puts a new key before the ones in the keys file of a database that nobody else has
// open. Links that older ones have made still work.
func RotateKeys(ctx context.Context, o Options) error {
	s, err := openSolely(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	roots, err := readRoots(o.KeysFile)
	if err != nil {
		return err
	}
	root := newRoot()
	// The file first: a key in it that the database does not know yet does no harm.
	if err := writeRoots(o.KeysFile, append([][]byte{root}, roots...)...); err != nil {
		return err
	}
	fresh, err := NewKeys(root)
	if err != nil {
		return err
	}
	return s.remember(ctx, fresh.ids(), nil)
}

// ForgetKeys has a database that nobody else has open go on without the keys that are gone for good:
// with those in the keys file, or with a new one. It tells what no longer works, nil for nothing.
func ForgetKeys(ctx context.Context, o Options) (*KeysLost, error) {
	o.NewKeys = true
	s, err := openSolely(ctx, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.lost, nil
}

func openSolely(ctx context.Context, o Options) (*Store, error) {
	o.Upkeep, o.sole = Leaves, true
	return Open(ctx, o)
}
