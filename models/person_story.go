package models

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"coulisse/access"
)

// Story is where a person comes from: who invited them, when they joined, how they sign in,
// and who gave each level.
type Story struct {
	InvitedBy  string    // name; "" for a founder
	Joined     time.Time // acceptance; zero when not yet
	PasswordAt time.Time // when the password was last set; zero for never
	Sessions   int       // open ones
	Schedules  int       // reports that they have mailed to themselves
	Levels     map[access.Section]Given
}

// Given says who gave a level, and when.
type Given struct {
	By string
	At time.Time
}

// Story reads it for a person whom Person has found.
func (s *Store) Story(ctx context.Context, p *Person, limits Limits) (*Story, error) {
	db, now := s.read(ctx), s.Now()
	var row struct {
		InvitedBy  string
		PasswordAt *time.Time
		Sessions   int
		Schedules  int
	}
	err := db.Raw(`SELECT COALESCE((SELECT name FROM memberships WHERE user_id = ? AND organisation_id = ?), (SELECT name FROM users WHERE id = ?), '') AS invited_by,
		(SELECT count(*) FROM report_schedules WHERE membership_id = ?) AS schedules,
		(SELECT count(*) FROM sessions WHERE user_id = ? AND seen_at > ? AND created_at > ?) AS sessions`,
		p.InvitedBy, p.OrganisationID, p.InvitedBy, p.ID, p.UserID, now.Add(-limits.Idle), now.Add(-limits.Absolute)).Scan(&row).Error
	if p.UserID != nil {
		err = errors.Join(err, db.Raw("SELECT password_at FROM users WHERE id = ?", *p.UserID).Scan(&row.PasswordAt).Error)
	}
	story := &Story{InvitedBy: row.InvitedBy, Sessions: row.Sessions, Schedules: row.Schedules, Levels: map[access.Section]Given{}}
	if row.PasswordAt != nil {
		story.PasswordAt = *row.PasswordAt
	}
	var entries []historyRow
	err = errors.Join(err, db.Raw(`SELECT at, actor_name, action, changes FROM history WHERE organisation_id = ? AND target_id = ?
		AND action IN ('membership.invited', 'membership.prepared', 'membership.updated', 'invitation.accepted')
		ORDER BY at DESC, seq DESC`, p.OrganisationID, p.ID).Scan(&entries).Error)
	for _, e := range entries {
		err = errors.Join(err, story.read(e))
	}
	return story, err
}

// read takes from an entry what no later one has said.
func (s *Story) read(e historyRow) error {
	if e.Action == "invitation.accepted" && s.Joined.IsZero() {
		s.Joined = e.At
	}
	var changes []Change
	if err := json.Unmarshal([]byte(e.Changes), &changes); err != nil {
		return err
	}
	for _, c := range changes {
		key, isLevel := strings.CutPrefix(c.Field, "level.")
		if _, said := s.Levels[access.Section(key)]; isLevel && !said {
			s.Levels[access.Section(key)] = Given{By: e.ActorName, At: e.At}
		}
	}
	return nil
}
