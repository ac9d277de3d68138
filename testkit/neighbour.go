package testkit

import (
	"strings"

	"coulisse/access"
	"coulisse/models"
	"coulisse/models/text"
)

// Neighbour adds a second organisation with an owner of its own, to whom nothing of the first
// may show. Its rows are written from outside, as support would open it: the console founds
// only one.
func (a *App) Neighbour(organisation, email, name string) access.Actor {
	a.t.Helper()
	now, o, u, m := a.Clock.Now(), models.NewID(), models.NewID(), models.NewID()
	a.exec(`INSERT INTO organisations (id, name, time_zone, locale, created_at, updated_at) VALUES (?, ?, 'Europe/Paris', 'fr', ?, ?)`, o, organisation, now, now)
	a.exec(`INSERT INTO users (id, email, email_key, name, password_hash, locale, password_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'en', ?, ?, ?)`,
		u, email, text.AddressKey(email), name, passwordHash(), now, now, now)
	a.exec(`INSERT INTO memberships (id, organisation_id, user_id, email, email_key, name, sort_name, owner, state, last_seen_at, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, TRUE, 'member', ?, ?, ?)`, m, o, u, email, text.AddressKey(email), name, text.Fold(name), now, now, now)
	for _, area := range access.Areas() {
		a.exec("INSERT INTO grants (membership_id, section, level, organisation_id, sort_name) VALUES (?, ?, ?, ?, ?)", m, string(area.Section), area.Top(), o, text.Fold(name))
	}
	for _, word := range strings.Fields(text.Fold(name)) {
		a.exec("INSERT INTO search_tokens (organisation_id, token, membership_id) VALUES (?, ?, ?)", o, word, m)
	}
	return a.actor(&models.User{ID: u, Email: email, EmailKey: text.AddressKey(email), Name: name, PasswordHash: passwordHash()})
}
