package models

import (
	"slices"
	"strings"
)

// orderWord is a folded word under which an order is found: one of its own contact, never of what
// the same person gave with other orders (CC8).
type orderWord struct{ OrganisationID, Token, OrderID string }

// TableName is the table of the words.
func (orderWord) TableName() string { return "order_tokens" }

// words are those of an order's contact.
func (o Order) words() (list []orderWord) {
	for _, word := range buyerWords(o.Name, o.Email, o.Phone) {
		if word != "" {
			list = append(list, orderWord{o.OrganisationID, word, o.ID})
		}
	}
	return list
}

// addOrderWords makes orders be found by their contacts, in the order of the index.
func (t *tx) addOrderWords(orders ...Order) error {
	var list []orderWord
	for _, o := range orders {
		list = append(list, o.words()...)
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b orderWord) int { return strings.Compare(a.Token+a.OrderID, b.Token+b.OrderID) })
	return t.CreateInBatches(list, bulkRows).Error
}

// replaceOrderWords does so after a correction.
func (t *tx) replaceOrderWords(o Order) error {
	if err := t.Where("order_id = ?", o.ID).Delete(&orderWord{}).Error; err != nil {
		return err
	}
	return t.addOrderWords(o)
}
