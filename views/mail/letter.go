// Package mail holds the HTML form of the mails: one letter, whatever it says. Mail
// programs load no style sheet, so its styles stand in it; it loads nothing else either.
package mail

import "coulisse/i18n"

// Letter is what a mail says, in the order in which it is read. Empty parts are left out.
type Letter struct {
	Locale     *i18n.Locale
	From       string // the organisation, or the product
	Subject    string
	Title      string
	Greeting   string
	Paragraphs []string
	Facts      []Fact   // of an order, a settlement …
	Said       []string // lines that somebody wrote
	Rights     *Rights  // nil when the mail is not about any
	Button     Button
	Lasts      string // until when the button works
	Unexpected string // what to do if the mail was not expected
	Footer     string
}

// Button is the one thing to do; without an address there is nothing to do.
type Button struct{ Label, Href string }

// Rights are what a person will be able to do, in words.
type Rights struct {
	Facts    []Fact // role, events, dates
	Sections []Section
}

// Fact is a label and its value.
type Fact struct{ Label, Value string }

// Section is an area of the console with what its level allows.
type Section struct {
	Name      string // with the level
	Sentences []string
}
