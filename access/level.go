package access

// Level is a rung of the ladder None < View < Edit < Approve (SE7). Each rung
// includes the ones below it.
type Level uint8

// The four rungs, from the bottom.
const (
	None Level = iota
	View
	Edit
	Approve
)

var levelNames = [...]string{"none", "view", "edit", "approve"}

// String returns the level's name in forms, addresses and the database: none, view, edit or approve.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return "unknown"
}

// ParseLevel reads a level's name; ok is false for anything else.
func ParseLevel(name string) (level Level, ok bool) {
	for i, n := range levelNames {
		if n == name {
			return Level(i), true
		}
	}
	return None, false
}
