package models

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// keptFormLife is how long a form is kept for who has to sign in again.
const keptFormLife = time.Hour

// FormContent is a form as somebody sent it.
type FormContent struct {
	Action string // the path it was sent to
	Page   string // local address of the page that it stands on
	Values url.Values
}

// KeptForm is a form that came after its sender's session had ended. Whoever else signs in in that
// browser never sees it: the row is one person's, and its content sealed.
type KeptForm struct {
	TokenHash string `gorm:"primaryKey"` // of the browser
	UserID    string `gorm:"primaryKey"`
	Content   []byte // JSON of FormContent, sealed
	CreatedAt time.Time
}

func (k KeptForm) seal() string { return "form " + k.TokenHash + " " + k.UserID }

// KeepForm keeps a form for the person whose session sent it from the browser whose cookie holds a
// token, in place of an earlier one. session is the hash of the ended session's token, "" when the
// browser has dropped it; then it is kept when only one person was ever known there. It tells
// whether it was kept: not when nobody can say whose it is.
func (s *Store) KeepForm(ctx context.Context, token, session string, f FormContent) (kept bool, err error) {
	if token == "" {
		return false, nil
	}
	text, err := json.Marshal(f)
	if err != nil {
		return false, err
	}
	err = s.write(ctx, func(t *tx) error {
		author, err := authorOf(t.DB, HashToken(token), session)
		if err != nil || author == "" {
			return err
		}
		row := KeptForm{TokenHash: HashToken(token), UserID: author, CreatedAt: t.now}
		row.Content, kept = s.keys.sealed(string(text), row.seal()), true
		return t.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
	return kept, err
}

// authorOf is who sent something from a browser in a session that has ended.
func authorOf(db *gorm.DB, browser, session string) (string, error) {
	var known []KnownBrowser
	if err := db.Where("token_hash = ?", browser).Find(&known).Error; err != nil {
		return "", err
	}
	for _, k := range known {
		if session != "" && k.SessionHash == session {
			return k.UserID, nil
		}
	}
	if len(known) == 1 {
		return known[0].UserID, nil
	}
	return "", nil
}

// KeptForm is the form that is kept for a person in a browser; nil for none.
func (s *Store) KeptForm(ctx context.Context, token, user string) (*FormContent, error) {
	if token == "" {
		return nil, nil
	}
	var rows []KeptForm
	err := s.read(ctx).Where("token_hash = ? AND user_id = ?", HashToken(token), user).
		Where("created_at > ?", s.Now().Add(-keptFormLife)).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	text, err := s.keys.unsealed(rows[0].Content, rows[0].seal())
	if err != nil {
		return nil, nil // sealed with another keys file: nothing is kept
	}
	f := new(FormContent)
	return f, json.Unmarshal([]byte(text), f)
}

// ForgetForm deletes what is kept for a person in a browser.
func (s *Store) ForgetForm(ctx context.Context, token, user string) error {
	return s.write(ctx, func(t *tx) error {
		return t.Where("token_hash = ? AND user_id = ?", HashToken(token), user).Delete(&KeptForm{}).Error
	})
}
