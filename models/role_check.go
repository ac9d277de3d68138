package models

import (
	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models/text"
)

// check refuses a name that Coulisse uses for something else, and mails whose content the role's
// levels do not show.
func (d RoleDetails) check(a access.Actor) error {
	if nameOfOurs(d.Name) {
		return Fault("name", "role.name_built_in", "name", d.Name)
	}
	return checkMails(a, access.Grant{Levels: d.Levels}, d.Orders, d.Settlements)
}

// nameOfOurs tells whether lists use a name for a built-in role, for rights of one's own choice, for
// none, or for the owner, in any language: people of several languages read the same list, and an own
// role of that name would deceive them about what somebody may do.
func nameOfOurs(name string) bool {
	for _, tag := range i18n.Tags() {
		l := i18n.Must(tag)
		keys := []string{"role.custom.name", "role.none.name", "user.owner"}
		for _, r := range access.Roles() {
			keys = append(keys, "role."+r.Key+".name")
		}
		for _, key := range keys {
			if text.Fold(l.T(key)) == text.Fold(name) {
				return true
			}
		}
	}
	return false
}
