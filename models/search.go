package models

import (
	"slices"

	"coulisse/models/text"
)

// searchWords are the words under which a person is found: those of the name, title and e-mail
// address, the whole address, and the phone number.
func searchWords(name, email, title, phone string) []string {
	words := slices.Concat(text.Words(name, title), text.AddressWords(email), text.PhoneWords(phone))
	slices.Sort(words)
	return slices.Compact(words)
}

// buyerWords are the words under which a buyer is found: those of the name and the e-mail address,
// the whole address, and the phone number (CC8).
func buyerWords(name, email, phone string) []string { return searchWords(name, email, "", phone) }
