package models

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"

	"coulisse/models/text"
)

// findOrders is the migration after 00018_orders.sql: orders that were there already are found by
// their own contacts from then on, and addresses compare as they do today. SQL can do neither, so
// that this one is in Go.
var findOrders = goose.NewGoMigration(19, &goose.GoFunc{RunTx: addWordsToAll}, nil)

// wordsAtOnce is how many orders are read before their words are written.
const wordsAtOnce = 500

func addWordsToAll(ctx context.Context, t *sql.Tx) error {
	after := ""
	for {
		orders, err := contactsAfter(ctx, t, after)
		if err != nil || len(orders) == 0 {
			return err
		}
		for _, o := range orders {
			const key = "UPDATE orders SET email_key = ? WHERE id = ? AND email_key <> ?"
			if _, err := t.ExecContext(ctx, key, text.AddressKey(o.Email), o.ID, text.AddressKey(o.Email)); err != nil {
				return err
			}
			for _, w := range o.words() {
				const add = "INSERT INTO order_tokens (organisation_id, token, order_id) VALUES (?, ?, ?)"
				if _, err := t.ExecContext(ctx, add, w.OrganisationID, w.Token, w.OrderID); err != nil {
					return err
				}
			}
		}
		after = orders[len(orders)-1].ID
	}
}

// contactsAfter reads the contacts of the next orders by their ids.
func contactsAfter(ctx context.Context, t *sql.Tx, after string) (list []Order, err error) {
	const next = "SELECT id, organisation_id, name, email, phone FROM orders WHERE id > ? ORDER BY id LIMIT ?"
	rows, err := t.QueryContext(ctx, next, after, wordsAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.OrganisationID, &o.Name, &o.Email, &o.Phone); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}
