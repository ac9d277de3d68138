package access

// Actor is the signed-in person in one organisation, with the rights that the
// database held when the request came in (rule of delegation 6).
type Actor struct {
	User         string // id
	Membership   string // id
	Organisation string // id
	Name         string
	Email        string
	Owner        bool
	Looking      bool  // somebody of the support desk, who looks as this person
	Grant        Grant // an owner holds Everything, for all events, always
}

// Can tells whether the actor holds at least this level in the section.
func (a Actor) Can(s Section, l Level) bool { return l > None && a.Grant.Levels[s] >= l }

// Sees tells whether an event lies within the actor's scope.
func (a Actor) Sees(event string) bool { return a.Grant.Scope.Contains(event) }

// MayGrant lists in which ways a grant goes beyond what the actor holds; empty means
// that the actor may give it (rule of delegation 1).
func (a Actor) MayGrant(g Grant) []Excess {
	if a.Owner {
		return nil
	}
	return g.Beyond(a.Grant)
}

// Target is the person whom an actor wants to change.
type Target struct {
	Membership string
	Owner      bool
	Kept       bool // has handed the ownership over and may still take it back
	Grant      Grant
}

// Refusal says why an actor may not change someone's rights, status or membership. Its
// value is the last part of a catalogue key: refusal.<value>.
type Refusal string

// The reasons; Allowed is no refusal.
const (
	Allowed     Refusal = ""
	OwnRights   Refusal = "own_rights"   // nobody changes their own levels, scope, role or status
	IsOwner     Refusal = "is_owner"     // the owner is changed only by transfer
	HandingOver Refusal = "handing_over" // while the ownership may be taken back, nobody changes its former owner (EC9)
	HoldsMore   Refusal = "holds_more"   // the target holds more than the actor
	LacksRights Refusal = "lacks_rights" // the actor's level in the users section is too low
	BeyondOwn   Refusal = "beyond_own"   // what would be given goes beyond what the actor holds
)

// MayManage tells whether the actor may change the target at all, given the level that
// the action asks for in the users section (rules of delegation 1 and 2).
func (a Actor) MayManage(t Target, need Level) Refusal {
	if !a.Can(Users, need) {
		return LacksRights
	}
	return a.MayReach(t)
}

// MayReach is MayManage for what another section allows: rules of delegation 1 and 2 alone.
func (a Actor) MayReach(t Target) Refusal {
	switch {
	case t.Membership == a.Membership && t.Membership != "":
		return OwnRights
	case t.Owner:
		return IsOwner
	case t.Kept:
		return HandingOver
	case !a.Owner && len(t.Grant.Beyond(a.Grant)) > 0:
		return HoldsMore
	}
	return Allowed
}

// HighestRung is the highest rung of an area that the actor may grant.
func (a Actor) HighestRung(area Area) Level {
	top := None
	for _, r := range area.Rungs {
		if a.Owner || r <= a.Grant.Levels[area.Section] {
			top = r
		}
	}
	return top
}
