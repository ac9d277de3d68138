package models

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"
)

// mailRestored is the failure of a mail that waited when the backup was made.
const mailRestored = "restored"

// comeBack ends in a restored database what lived on elsewhere since the backup was made:
// sessions, which may have been ended since; links to a new password, which may have been
// used; the API's tokens, which may have been revoked; offers of the ownership, invitations and
// openings, which may have been taken back; and waiting mails, which may have left. An
// owner may have objected to a letter since: they are told once more, and have the whole time again.
// The history of each organisation says so.
func (s *Store) comeBack(ctx context.Context, r *Restored) error {
	return s.write(ctx, func(t *tx) (err error) {
		if r.Offers, err = t.lapseAll(); err != nil {
			return err
		}
		for _, end := range []struct {
			what   *gorm.DB
			column string
			n      *int
		}{
			{t.Table("password_resets").Where("spent_at IS NULL AND expires_at > ?", t.now), "spent_at", &r.Links},
			{t.Model(&APIToken{}).Where("revoked_at IS NULL"), "revoked_at", &r.Tokens},
			{t.Model(&Invitation{}).Where("spent_at IS NULL AND expires_at > ?", t.now), "expires_at", &r.Invitations},
			{t.Model(&Opening{}).Where("state = ? AND expires_at > ?", OpeningOpen, t.now), "expires_at", &r.Openings},
		} {
			ended := end.what.UpdateColumn(end.column, t.now)
			if ended.Error != nil {
				return ended.Error
			}
			*end.n = int(ended.RowsAffected)
		}
		sessions := t.Where("TRUE").Delete(&Session{})
		if sessions.Error != nil {
			return sessions.Error
		}
		r.Sessions = int(sessions.RowsAffected)
		if r.Mails, err = t.giveUpAll(mailRestored); err != nil {
			return err
		}
		if err := t.runLettersAnew(); err != nil {
			return err
		}
		return t.tellAll("organisation.restored")
	})
}

// lapseAll ends every open offer of an ownership: its owner may have withdrawn it since.
func (t *tx) lapseAll() (int, error) {
	var open []Transfer
	if err := t.Where("state = ?", TransferOffered).Order("id").Find(&open).Error; err != nil {
		return 0, err
	}
	for i := range open {
		if err := t.lapse(&open[i]); err != nil {
			return 0, err
		}
	}
	return len(open), nil
}

// giveUpAll gives up every mail that waits, and marks the invitations that they carry, so
// that whoever sent one sees it and can send it again.
func (t *tx) giveUpAll(reason string) (int, error) {
	if err := t.Exec("UPDATE mails SET state = ? WHERE state = ?", mailSending, mailQueued).Error; err != nil {
		return 0, err
	}
	var rows []mailRow
	if err := t.Raw("SELECT * FROM mails WHERE state = ? ORDER BY id", mailSending).Scan(&rows).Error; err != nil {
		return 0, err
	}
	for _, row := range rows {
		m := &Mail{ID: row.ID, OrganisationID: row.OrganisationID, MembershipID: row.MembershipID, Attempts: row.Attempts, tokenHash: row.TokenHash}
		if err := json.Unmarshal([]byte(row.Data), &m.Data); err != nil {
			return 0, err
		}
		if err := t.giveUp(m, reason); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// tellAll has every organisation's history say what was done to the whole installation.
func (t *tx) tellAll(action string) error {
	var all []Organisation
	if err := t.Raw("SELECT * FROM organisations ORDER BY id").Scan(&all).Error; err != nil {
		return err
	}
	for _, o := range all {
		if err := t.record(Entry{Organisation: o.ID, Action: action, Kind: TargetOrganisation, Target: o.ID, Name: o.Name}); err != nil {
			return err
		}
	}
	return nil
}

// runLettersAnew gives owners the whole time to object to a letter that was running.
func (t *tx) runLettersAnew() error {
	var running []Letter
	if err := t.Raw("SELECT * FROM ownership_letters WHERE state = ? ORDER BY number", LetterRunning).Scan(&running).Error; err != nil {
		return err
	}
	for _, l := range running {
		if err := t.giveNotice(&l); err != nil {
			return err
		}
	}
	return nil
}
