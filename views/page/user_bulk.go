package page

import (
	"coulisse/forms"
	"coulisse/models"
)

// UserBulkPage names everybody to whom something is about to happen (review before bulk).
type UserBulkPage struct {
	Do     string
	People []BulkPerson
	Kept   []string // ids that were sent with something at fault
	Errors forms.Errors
}

// BulkPerson is one of them; Refusal is the reason, in words, why nothing will happen to them.
type BulkPerson struct {
	ID, Name, Email, Status, Refusal string
	Tokens                           models.MadeTokens // of the API, which stop when they are switched off
}

// open counts those to whom something will happen.
func (p UserBulkPage) open() (n int) {
	for _, b := range p.People {
		if b.Refusal == "" {
			n++
		}
	}
	return n
}
