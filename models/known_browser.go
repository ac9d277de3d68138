package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// mostBrowsers is in how many browsers a person is known, those of the latest sign-ins: each has
// tries of its own.
const mostBrowsers = 10

// BrowserLife is how long a browser stays known after a sign-in: as long as browsers keep a cookie.
const BrowserLife = 400 * 24 * time.Hour

// KnownBrowser is a browser in which a person has proved before who they are (OWASP, device
// cookies). It lets nobody in: it only has its own count of wrong passwords.
type KnownBrowser struct {
	TokenHash   string `gorm:"primaryKey"`
	UserID      string `gorm:"primaryKey"`
	SeenAt      time.Time
	SessionHash string // of the token of the session that they began there last; "" for none
}

// KnowBrowser notes that a person has signed in, or come by a link that was mailed to them, in the
// browser whose cookie holds a token. It returns the token that the cookie is to hold from now on.
// That is a new one where the person was not known yet: whoever planted the cookie, or copied it
// before, does not come to share it with them. session is the hash of the token of the session that
// begins, "" for none.
func (s *Store) KnowBrowser(ctx context.Context, token, user, session string) (next string, err error) {
	next = token
	err = s.write(ctx, func(t *tx) error {
		if known, err := knows(t.DB, token, user); err != nil || known {
			if err == nil {
				err = t.Model(&KnownBrowser{}).Where("token_hash = ? AND user_id = ?", HashToken(token), user).
					Updates(map[string]any{"seen_at": t.now, "session_hash": session}).Error
			}
			return err
		}
		var hash string
		next, hash = NewToken()
		moved := t.Model(&KnownBrowser{}).Where("token_hash = ?", HashToken(token)).Update("token_hash", hash)
		if moved.Error != nil {
			return moved.Error
		}
		row := &KnownBrowser{TokenHash: hash, UserID: user, SeenAt: t.now, SessionHash: session}
		if err := t.Create(row).Error; err != nil {
			return err
		}
		latest := t.Model(&KnownBrowser{}).Select("token_hash").Where("user_id = ?", user).
			Order("seen_at DESC, token_hash").Limit(mostBrowsers)
		return t.Where("user_id = ? AND token_hash NOT IN (?)", user, latest).Delete(&KnownBrowser{}).Error
	})
	return next, err
}

// knows tells whether a person is known in the browser whose cookie holds a token.
func knows(db *gorm.DB, token, user string) (bool, error) {
	if token == "" {
		return false, nil
	}
	var n int64
	err := db.Model(&KnownBrowser{}).Where("token_hash = ? AND user_id = ?", HashToken(token), user).Count(&n).Error
	return n > 0, err
}

// ofBrowser counts the tries of a person in a browser that knows them.
func ofBrowser(token, user string) counter {
	return counter{attemptBrowser, user + "/" + HashToken(token)}
}

// unlockOwn forgets the tries of a person everywhere: those of strangers, and their own in their
// browsers and sessions. It says how many locks ended.
func (t *tx) unlockOwn(u User) (locks int, err error) {
	own := func() *gorm.DB {
		sessions := t.Model(&Session{}).Select("id").Where("user_id = ?", u.ID)
		return t.Model(&TryCount{}).Where(t.Where("kind = ? AND key = ?", attemptAccount, u.EmailKey).
			Or("kind = ? AND key > ? AND key < ?", attemptBrowser, u.ID+"/", u.ID+"0").
			Or("kind = ? AND key IN (?)", attemptSession, sessions))
	}
	var n int64
	if err := own().Where("locked_until > ?", t.now).Count(&n).Error; err != nil {
		return 0, err
	}
	return int(n), own().Delete(&TryCount{}).Error
}
