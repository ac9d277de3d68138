package models

import (
	"testing"

	"coulisse/access"
	"coulisse/i18n"
)

// Someone made a role of their own called "Superuser" that gives next to nothing, or a harmless
// name for one that gives everything: whoever read a list was deceived.
func TestARoleMayNotBearTheNameOfABuiltInOneInAnyLanguage(t *testing.T) {
	s, owner := founded(t)
	var names []string
	for _, tag := range i18n.Tags() {
		l := i18n.Must(tag)
		for _, r := range access.Roles() {
			names = append(names, l.T("role."+r.Key+".name"))
		}
		names = append(names, l.T("role.custom.name"), l.T("user.owner"))
	}
	names = append(names, "  SUPERuser ", "ticket\u00a0scanner", "ACCOUNTANT")
	id, err := s.CreateRole(t.Context(), owner, RoleDetails{Name: "Guide"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := s.CreateRole(t.Context(), owner, RoleDetails{Name: name}); CodeOf(err) != Invalid {
			t.Errorf("a role is called %q: %v", name, err)
		}
		if _, err := s.UpdateRole(t.Context(), owner, id, 1, RoleDetails{Name: name}); CodeOf(err) != Invalid {
			t.Errorf("a role is renamed %q: %v", name, err)
		}
	}
	if _, err := s.CreateRole(t.Context(), owner, RoleDetails{Name: "Superusers of the bar"}); err != nil {
		t.Error(err)
	}
}
