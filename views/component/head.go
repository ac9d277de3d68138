package component

// Crumb is a link to a page above this one; Href is "" for the page itself.
type Crumb struct{ Label, Href string }

// Tab is one view of a list; Count is "" when it is not known.
type Tab struct {
	Label, Href, Count string
	Current            bool
}
