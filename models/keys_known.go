package models

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// installationKey is a key that the database was used with.
type installationKey struct {
	ID      string
	KnownAt time.Time
	LostAt  *time.Time
}

// knownKeys are the ids of the keys that must be in the keys file.
func knownKeys(db *gorm.DB) (ids []string, err error) {
	err = db.Model(&installationKey{}).Where("lost_at IS NULL").Order("known_at, id").Pluck("id", &ids).Error
	return ids, err
}

// takeKeys gives the store its keys, and refuses others than those that the database was used
// with, unless o.NewKeys. The keys file is made when there is none and the database has known none.
func (s *Store) takeKeys(ctx context.Context, o Options) error {
	if o.KeysFile == "" && len(o.Keys.ring) == 0 {
		return nil
	}
	known, err := knownKeys(s.read(ctx))
	if err != nil {
		return err
	}
	there := !o.madeKeys
	s.keys = o.Keys
	if o.KeysFile != "" {
		if s.keys, err = LoadKeys(o.KeysFile); errors.Is(err, fs.ErrNotExist) {
			there, err = false, nil
		}
		if err != nil {
			return err
		}
	}
	lost := s.keys.lacks(known)
	if !there || len(lost) > 0 {
		if err := s.without(ctx, o, there); err != nil {
			return err
		}
	}
	unknown := slices.DeleteFunc(s.keys.ids(), func(id string) bool { return slices.Contains(known, id) })
	if o.Upkeep == Leaves && !o.NewKeys || len(unknown)+len(lost) == 0 {
		return nil
	}
	return s.remember(ctx, unknown, lost)
}

// without decides what becomes of a database whose keys are not in the keys file: nobody uses it
// yet, or the operator has said that they are gone for good, or it is an error that says what
// they cost.
func (s *Store) without(ctx context.Context, o Options, there bool) error {
	used, err := s.Founded(ctx)
	if err != nil {
		return err
	}
	if used || o.Upkeep == Leaves {
		if s.lost, err = s.keysLost(ctx, o.KeysFile, there); err != nil {
			return err
		}
		if !o.NewKeys {
			return s.lost
		}
	}
	if !there && o.KeysFile != "" {
		s.keys, err = createKeys(o.KeysFile)
	}
	return err
}

// foundAgain is what becomes of a key that was lost and is in the keys file again.
var foundAgain = clause.OnConflict{
	Columns:   []clause.Column{{Name: "id"}},
	DoUpdates: clause.Assignments(map[string]any{"lost_at": nil}),
}

// remember has the database know these keys, and that others are lost for good, which the history
// of every organisation says.
func (s *Store) remember(ctx context.Context, ids, lost []string) error {
	return s.write(ctx, func(t *tx) error {
		for _, id := range ids {
			if err := t.Clauses(foundAgain).Create(&installationKey{ID: id, KnownAt: t.now}).Error; err != nil {
				return err
			}
		}
		if len(lost) == 0 {
			return nil
		}
		if err := t.Model(&installationKey{}).Where("id IN ?", lost).Update("lost_at", t.now).Error; err != nil {
			return err
		}
		return t.tellAll("organisation.keys_lost")
	})
}
