package testkit

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"encoding/json"

	"coulisse/models"
	"coulisse/models/text"
)

// QueuedMail is a row of the outbox, with the token of its link.
type QueuedMail struct {
	ID     string
	Kind   models.MailKind
	To     string
	Locale string
	Token  string // "" when the mail has no link, or has left
	State  string
	Data   models.MailData
}

// Mails lists the outbox in the order in which the mails were caused. It opens what is
// sealed with the installation's key by its own means, as a backup's reader would.
func (a *App) Mails() (list []QueuedMail) {
	a.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+a.database+"?mode=ro")
	if err != nil {
		a.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT id, kind, recipient, locale, state, data, secret FROM mails ORDER BY id")
	if err != nil {
		a.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var m QueuedMail
		var data string
		var secret []byte
		if err := rows.Scan(&m.ID, &m.Kind, &m.To, &m.Locale, &m.State, &data, &secret); err != nil {
			a.t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(data), &m.Data); err != nil {
			a.t.Fatal(err)
		}
		m.Token = a.opened(secret, m.ID)
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		a.t.Fatal(err)
	}
	return list
}

// LastMail is the latest mail to an address; the test fails when there is none.
func (a *App) LastMail(to string) QueuedMail {
	a.t.Helper()
	list := a.Mails()
	for i := len(list) - 1; i >= 0; i-- {
		if text.AddressKey(list[i].To) == text.AddressKey(to) {
			return list[i]
		}
	}
	a.t.Fatalf("testkit: no mail to %s among %d", to, len(list))
	return QueuedMail{}
}

// opened unseals a link's token; "" for none.
func (a *App) opened(secret []byte, id string) string {
	a.t.Helper()
	if len(secret) == 0 {
		return ""
	}
	key, err := hkdf.Key(sha256.New, rootKey, nil, "coulisse outbox", 32)
	if err != nil {
		a.t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		a.t.Fatal(err)
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		a.t.Fatal(err)
	}
	token, err := seal.Open(nil, nil, secret, []byte(id))
	if err != nil {
		a.t.Fatal(err)
	}
	return string(token)
}
