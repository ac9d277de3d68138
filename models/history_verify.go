package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

const verifyBatch = 1000

// VerifyHistory recomputes the hash of every entry in order. It returns how many there are and
// the last hash, or an error that names the first entry that was changed, removed, moved or
// slipped in. A removed end is told by SQLite's own count of the numbers it has given.
func (s *Store) VerifyHistory(ctx context.Context) (entries int, head string, err error) {
	return verifyHistory(s.read(ctx))
}

func verifyHistory(db *gorm.DB) (entries int, head string, err error) {
	var given, last int64
	// Read first: what is written while the entries are read raises it.
	if err := db.Raw("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'history'), 0)").Scan(&given).Error; err != nil {
		return 0, "", err
	}
	for {
		var rows []historyRow
		if err := db.Raw("SELECT * FROM history WHERE seq > ? ORDER BY seq LIMIT ?", last, verifyBatch).Scan(&rows).Error; err != nil {
			return entries, head, err
		}
		for _, r := range rows {
			switch {
			case r.Seq != last+1:
				return entries, head, fmt.Errorf("history is broken: entry %d follows entry %d; what stood between is gone", r.Seq, last)
			case r.Previous != head:
				return entries, head, fmt.Errorf("history is broken at entry %d of %s: it does not follow the entry before it", r.Seq, r.At.Format("2006-01-02 15:04"))
			case r.Hash != r.digest():
				return entries, head, fmt.Errorf("history is broken at entry %d of %s: it is not what was written", r.Seq, r.At.Format("2006-01-02 15:04"))
			}
			last, head = r.Seq, r.Hash
			entries++
		}
		if len(rows) < verifyBatch {
			break
		}
	}
	if given > last {
		return entries, head, fmt.Errorf("history is broken: it ends at entry %d, but %d were written", last, given)
	}
	return entries, head, nil
}
