package models

import (
	"context"
	"encoding/json"
	"strings"

	"coulisse/access"
)

// levelMoment is when a level came to be what it is, as the history has it.
type levelMoment struct {
	seq   int64
	level access.Level
	given Given // By is "" for what an acceptance held back
}

// levelStory is how the levels of a role, or of one person, came to be: in each section, the moments
// in their order. chosen is the last moment when a person got the role, or came.
type levelStory struct {
	sections map[access.Section][]levelMoment
	chosen   levelMoment
}

// at is the level in a section after an entry of the history.
func (s levelStory) at(section access.Section, seq int64) access.Level {
	level := access.None
	for _, m := range s.sections[section] {
		if m.seq <= seq {
			level = m.level
		}
	}
	return level
}

// last is the moment since when somebody holds their level in a section beside their role: when it was
// moved, or when they got the role and it was left.
func (s levelStory) last(section access.Section) levelMoment {
	moments := s.sections[section]
	if len(moments) == 0 || moments[len(moments)-1].seq < s.chosen.seq {
		m := s.chosen
		m.level = s.at(section, m.seq)
		return m
	}
	return moments[len(moments)-1]
}

// explainHolders tells for each difference whether it is by hand: whether the role, at the moment of
// the last change of the person's level, gave something else.
func (s *Store) explainHolders(ctx context.Context, r *Role, holders []Holder) error {
	ids := []string{r.ID}
	for _, h := range holders {
		if len(h.Changes) > 0 {
			ids = append(ids, h.Person.ID)
		}
	}
	stories, err := s.levelStories(ctx, r.OrganisationID, r.ID, ids)
	if err != nil {
		return err
	}
	for i := range holders {
		h := &holders[i]
		h.ByHand = map[access.Section]Given{}
		for _, c := range h.Changes {
			key, isLevel := strings.CutPrefix(c.Field, "level.")
			if !isLevel {
				continue
			}
			section := access.Section(key)
			last := stories[h.Person.ID].last(section)
			if stories[r.ID].at(section, last.seq) != last.level {
				h.ByHand[section] = last.given
			} else {
				h.RoleChanged = true
			}
		}
	}
	return nil
}

// levelStories reads how the levels of a role and of memberships came to be.
func (s *Store) levelStories(ctx context.Context, organisation, role string, ids []string) (
	stories map[string]levelStory, err error,
) {
	var entries []historyRow
	about := s.read(ctx).Where("organisation_id = ? AND target_id IN ?", organisation, ids).
		Where("target_kind IN ?", []string{TargetRole, TargetMembership})
	err = about.Select("seq", "at", "actor_name", "action", "target_id", "changes").Order("seq").Find(&entries).Error
	if err != nil {
		return nil, err
	}
	stories = map[string]levelStory{}
	for _, e := range entries {
		story, known := stories[e.TargetID]
		if !known {
			story = levelStory{sections: map[access.Section][]levelMoment{}, chosen: e.moment()}
		}
		var changes []Change
		if err := json.Unmarshal([]byte(e.Changes), &changes); err != nil {
			return nil, err
		}
		story.add(e, role, changes)
		stories[e.TargetID] = story
	}
	return stories, nil
}

// moment is an entry as the moment of what it tells.
func (h historyRow) moment() levelMoment {
	m := levelMoment{seq: h.Seq, given: Given{By: h.ActorName, At: h.At}}
	if h.Action == "invitation.accepted" { // the one who accepts gives nothing
		m.given.By = ""
	}
	return m
}

func (s *levelStory) add(e historyRow, role string, changes []Change) {
	for _, c := range changes {
		m := e.moment()
		if c.Field == "role" && c.New == role {
			s.chosen = m
		}
		if key, isLevel := strings.CutPrefix(c.Field, "level."); isLevel {
			m.level, _ = access.ParseLevel(c.New)
			s.sections[access.Section(key)] = append(s.sections[access.Section(key)], m)
		}
	}
}
