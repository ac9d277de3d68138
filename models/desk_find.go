package models

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"coulisse/access"
	"coulisse/models/text"
)

// DeskShown is how many people, and how many organisations, the desk is shown at the most.
const DeskShown = 50

// DeskFound is what the desk has found: people and organisations, never orders or buyers. More
// than DeskShown of either are cut off, which MorePeople and MoreOrganisations tell.
type DeskFound struct {
	People                        []FoundPerson
	Organisations                 []FoundOrganisation
	MorePeople, MoreOrganisations bool
}

// FoundPerson is everybody of one e-mail address: one person (SE3).
type FoundPerson struct {
	Name, Email string
	LockedUntil time.Time
	Places      []DeskPlace
}

// DeskPlace is a person's membership of one organisation, as support sees it.
type DeskPlace struct {
	Membership, OrganisationID, Organisation string
	Status                                   Status
	Owner                                    bool
	Role                                     access.Role
	LastSeen                                 time.Time // zero for never
	MailFailure                              string    // why the invitation could not be sent
	InvitedAt                                time.Time // when the link of the invitation was made; zero without one
	SupportView                              bool      // the owner lets support look
}

// FoundOrganisation is an organisation with its owner.
type FoundOrganisation struct {
	ID, Name, OwnerName, OwnerEmail string
}

// Find looks for people, by the beginnings of their names' words or of their e-mail address, and
// for organisations by those of their name, in every organisation there is.
func (s *Store) Find(ctx context.Context, staff access.Staff, typed string) (found *DeskFound, err error) {
	if staff.User == "" {
		return nil, missing()
	}
	found = &DeskFound{}
	db := s.read(ctx)
	ranges, _ := text.Seek(typed)
	if len(ranges) == 0 {
		return found, nil
	}
	if err := s.findPeople(db, ranges, found); err != nil {
		return nil, err
	}
	return found, findOrganisations(db, ranges, found)
}

func (s *Store) findPeople(db *gorm.DB, ranges []text.Range, found *DeskFound) error {
	var where []string
	var args []any
	for _, r := range ranges {
		where = append(where, "m.id IN (SELECT membership_id FROM search_tokens WHERE token >= ? AND token < ?)")
		args = append(args, r.From, r.Until)
	}
	var keys []string
	err := db.Raw("SELECT m.email_key FROM memberships m WHERE "+strings.Join(where, " AND ")+" GROUP BY m.email_key ORDER BY min(m.sort_name), m.email_key LIMIT ?",
		append(args, DeskShown+1)...).Scan(&keys).Error
	if err != nil {
		return err
	}
	if found.MorePeople = len(keys) > DeskShown; found.MorePeople {
		keys = keys[:DeskShown]
	}
	for some := range slices.Chunk(keys, DeskShown) {
		rows, err := s.deskRows(db, "m.email_key IN ?", some)
		if err != nil {
			return err
		}
		for _, key := range some {
			found.People = append(found.People, s.foundPerson(rows, key))
		}
	}
	return nil
}

func (s *Store) foundPerson(rows []deskRow, key string) (p FoundPerson) {
	for _, r := range rows {
		if r.EmailKey != key {
			continue
		}
		p.Name, p.Email, p.LockedUntil = r.Name, r.Email, later(p.LockedUntil, r.locked(s.Now()))
		p.Places = append(p.Places, r.seen(s.Now()))
	}
	return p
}

// deskRow is a membership with all that support sees of it.
type deskRow struct {
	Membership
	TimeZone         string
	OrganisationName string
	SupportView      bool
	RoleName         string
	Outcome          string
	Failure          string
	ExpiresAt        *time.Time
	LinkAt           *time.Time
	LockedUntil      *time.Time // in browsers that do not know the person
	OwnLockedUntil   *time.Time // in one that does
}

// deskRows reads memberships by a condition over m, whatever their organisation: those that are
// in use first.
func (s *Store) deskRows(db *gorm.DB, condition string, args ...any) (rows []deskRow, err error) {
	err = db.Raw(`SELECT m.*, o.time_zone, o.name AS organisation_name, o.support_view, COALESCE(r.name, '') AS role_name,
			COALESCE(i.outcome, '') AS outcome, COALESCE(i.failure, '') AS failure, i.expires_at, i.created_at AS link_at, a.locked_until, b.locked_until AS own_locked_until
		FROM memberships m JOIN organisations o ON o.id = m.organisation_id
		LEFT JOIN roles r ON r.id = m.role AND r.organisation_id = m.organisation_id
		LEFT JOIN invitations i ON i.membership_id = m.id
		LEFT JOIN attempts a ON a.kind = 'account' AND a.key = m.email_key
		LEFT JOIN attempts b ON b.kind = 'browser' AND b.key = (SELECT key FROM attempts
			WHERE kind = 'browser' AND key > m.user_id || '/' AND key < m.user_id || '0' ORDER BY locked_until DESC LIMIT 1)
		WHERE `+condition+" ORDER BY m.state = 'member' DESC, m.active DESC, m.last_seen_at DESC, m.id", args...).Scan(&rows).Error
	return rows, err
}

// locked is until when signing in is paused somewhere; it is zero when it is not.
func (r deskRow) locked(now time.Time) (until time.Time) {
	for _, lock := range []*time.Time{r.LockedUntil, r.OwnLockedUntil} {
		if lock != nil && lock.After(now) {
			until = later(until, *lock)
		}
	}
	return until
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (r deskRow) seen(now time.Time) DeskPlace {
	i := Invitation{Outcome: r.Outcome}
	if r.ExpiresAt != nil {
		i.ExpiresAt = *r.ExpiresAt
	}
	p := DeskPlace{Membership: r.ID, OrganisationID: r.OrganisationID, Organisation: r.OrganisationName, Owner: r.Owner, SupportView: r.SupportView,
		Status: r.Membership.status(i, now, day(now, r.TimeZone)), Role: Person{Membership: r.Membership, RoleName: r.RoleName}.StartingRole(), LastSeen: r.LastSeenAt}
	if p.Status == Failed {
		p.MailFailure = r.Failure
	}
	if r.LinkAt != nil {
		p.InvitedAt = *r.LinkAt
	}
	return p
}

// findOrganisations reads all names: there are far fewer organisations than people, and theirs
// are folded nowhere.
func findOrganisations(db *gorm.DB, ranges []text.Range, found *DeskFound) error {
	var all []FoundOrganisation
	err := db.Raw(`SELECT o.id, o.name, COALESCE(m.name, '') AS owner_name, COALESCE(m.email, '') AS owner_email
		FROM organisations o LEFT JOIN memberships m ON m.organisation_id = o.id AND m.owner ORDER BY o.id`).Scan(&all).Error
	sortByName("", all, func(o FoundOrganisation) string { return o.Name })
	for _, o := range all {
		if !named(searchWords(o.Name, "", "", ""), ranges) {
			continue
		}
		if found.MoreOrganisations = len(found.Organisations) == DeskShown; found.MoreOrganisations {
			break
		}
		found.Organisations = append(found.Organisations, o)
	}
	return err
}

// named tells whether each range holds one of the words.
func named(words []string, ranges []text.Range) bool {
	for _, r := range ranges {
		if !slices.ContainsFunc(words, r.Has) {
			return false
		}
	}
	return true
}
