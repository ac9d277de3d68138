package component

import (
	"testing"

	"coulisse/access"
	"coulisse/i18n"
	"coulisse/models"
)

func TestSummarySaysHowRightsDifferFromTheRole(t *testing.T) {
	manager := access.Role{Key: "event_manager", Levels: access.Levels{access.Events: access.Approve}}
	all := access.Scope{All: true}
	with := func(section access.Section, level access.Level) access.Levels {
		l := manager.Levels.Clone()
		l[section] = level
		return l
	}
	for _, c := range []struct {
		tag    string
		role   access.Role
		levels access.Levels
		scope  access.Scope
		want   string
	}{
		{"en", manager, manager.Levels, all, "Event manager"},
		{"en", manager, with(access.Users, access.View), access.Scope{Events: []string{"a", "b"}}, "Event manager + users: view · 2 of 14 events"},
		{"en", manager, with(access.Events, access.View), all, "Event manager − events: view"},
		{"en", access.Role{Key: access.Custom}, access.Levels{access.Users: access.Edit}, access.Scope{Events: []string{"a"}}, "Own choice · Users: edit"},
		{"en", access.Role{}, nil, all, "Own choice · No access yet"},
		{"fr", manager, with(access.Users, access.View), all, "Responsable d’événements + utilisateurs\u202f: voir"},
		{"da", manager, manager.Levels, access.Scope{Events: []string{"a"}}, "Arrangementsansvarlig · 1 af 14 arrangementer"},
	} {
		if got := Summary(i18n.Must(c.tag), c.role, c.levels, c.scope, 14); got != c.want {
			t.Errorf("%s: %q, want %q", c.tag, got, c.want)
		}
	}
}

// Every word that the registry of rights calls for exists in every language.
func TestEverySectionLevelRoleStatusAndRefusalHasItsWords(t *testing.T) {
	var keys []string
	for _, a := range access.Areas() {
		keys = append(keys, "section."+string(a.Section)+".name")
		for _, level := range a.Rungs {
			keys = append(keys, "section."+string(a.Section)+"."+level.String(), "level."+level.String())
		}
	}
	for _, r := range append(access.Roles(), access.Role{Key: access.Custom}) {
		keys = append(keys, "role."+r.Key+".name", "role."+r.Key+".for")
	}
	for _, s := range append(models.Statuses(), "locked") {
		keys = append(keys, "status."+string(s))
	}
	for _, r := range []access.Refusal{access.OwnRights, access.IsOwner, access.HoldsMore, access.LacksRights} {
		keys = append(keys, "refusal."+string(r))
	}
	for _, tag := range i18n.Tags() {
		for _, key := range keys {
			if !i18n.Must(tag).Has(key) {
				t.Errorf("%s lacks %s", tag, key)
			}
		}
	}
}

func TestInitialsAreOfTheFirstAndTheLastWord(t *testing.T) {
	for name, want := range map[string]string{"Ana Holm": "AH", "Ida Marie Kjær": "IK", "åse": "Å", "": "?", "<>": "?", "Freja Thorup-Lindqvist": "FL"} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}
