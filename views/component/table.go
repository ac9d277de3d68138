package component

import "coulisse/i18n"

// Column is a heading of a Table. Sorts are the links that order the list by it.
type Column struct {
	Label  string
	Hidden bool // the label is only spoken
	Narrow bool // as wide as its content
	Wide   bool // a third of the table
	Sorts  []Sort
}

// order is what aria-sort says of the column; "" when the list is not sorted by it.
func (c Column) order() string {
	for _, s := range c.Sorts {
		if s.Order != "" {
			return s.Order
		}
	}
	return ""
}

// Sort is a link that orders the list. Order is how the list stands now: ascending,
// descending or "" when it is sorted by something else.
type Sort struct{ Label, Href, Order string }

func (s Sort) arrow() string {
	switch s.Order {
	case "ascending":
		return "↑"
	case "descending":
		return "↓"
	}
	return ""
}

// Pages leads through a long list by cursors; an address is "" when there is no such page.
type Pages struct {
	Previous, Next string
	Shown          string // what is shown of how many, in words
}

// Fact is one line of a list of facts: a label with its value in words.
type Fact struct{ Label, Value string }

// Change is one difference in words; an empty side is shown as "empty".
type Change struct{ Label, Old, New string }

// news tells whether the new side says it all.
func (c Change) news() bool { return c.New != "" && (c.Old == "" || c.Old == c.New) }

func orEmpty(l *i18n.Locale, value string) string {
	if value == "" {
		return l.T("ui.empty")
	}
	return value
}
