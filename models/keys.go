package models

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
)

// Keys are the installation's secrets: the newest makes links, seals and fingerprints from now on,
// and what older ones have made is still known.
type Keys struct {
	ring []key // newest first
}

// key is what is derived from one key of the keys file.
type key struct {
	id      string // by which the database knows it; tells nothing of it
	seal    cipher.AEAD
	tickets []byte // of the links to tickets
	prints  []byte // of the fingerprints of what shops send
	answers []byte // of the addresses to which requests are answered by mail
	returns []byte // of the addresses to which mails come back
}

// NewKeys derives the keys from 32 random bytes each, the newest first.
func NewKeys(roots ...[]byte) (k Keys, err error) {
	for _, root := range roots {
		one, err := newKey(root)
		if err != nil {
			return Keys{}, err
		}
		k.ring = append(k.ring, one)
	}
	return k, nil
}

func newKey(root []byte) (k key, err error) {
	var id, outbox []byte
	for _, d := range []struct {
		to   *[]byte
		use  string
		size int
	}{
		{&id, "coulisse key id", 8}, {&outbox, "coulisse outbox", 32}, {&k.tickets, "coulisse tickets", 32},
		{&k.prints, "coulisse fingerprints", 32}, {&k.answers, "coulisse answers", 32},
		{&k.returns, "coulisse returns", 32},
	} {
		if *d.to, err = hkdf.Key(sha256.New, root, nil, d.use, d.size); err != nil {
			return k, err
		}
	}
	k.id = hex.EncodeToString(id)
	block, err := aes.NewCipher(outbox)
	if err != nil {
		return k, err
	}
	k.seal, err = cipher.NewGCMWithRandomNonce(block)
	return k, err
}

// newest is the key that makes what is made from now on.
func (k Keys) newest() key { return k.ring[0] }

// ids are by what the database knows the keys.
func (k Keys) ids() (ids []string) {
	for _, one := range k.ring {
		ids = append(ids, one.id)
	}
	return ids
}

// lacks are those of the ids whose keys are not here.
func (k Keys) lacks(ids []string) []string {
	here := k.ids()
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(here, id) })
}

// fingerprint tells bodies apart without keeping them: a HMAC-SHA256, because a bare hash of
// somebody's name and address could be found by trying.
func (k Keys) fingerprint(context string, body []byte) []byte {
	return k.newest().fingerprint(context, body)
}

func (k key) fingerprint(context string, body []byte) []byte {
	h := hmac.New(sha256.New, k.prints)
	h.Write([]byte(context))
	h.Write(body)
	return h.Sum(nil)
}

// printed tells whether a fingerprint, in hexadecimal, is the body's.
func (k Keys) printed(print, context string, body []byte) bool {
	return slices.ContainsFunc(k.ring, func(one key) bool {
		return print == hex.EncodeToString(one.fingerprint(context, body))
	})
}

// sealed encrypts a link's token for the outbox; context binds it to its row.
func (k Keys) sealed(token, context string) []byte {
	return k.newest().seal.Seal(nil, nil, []byte(token), []byte(context))
}

// unsealed is the reverse of sealed.
func (k Keys) unsealed(secret []byte, context string) (string, error) {
	for _, one := range k.ring {
		if token, err := one.seal.Open(nil, nil, secret, []byte(context)); err == nil {
			return string(token), nil
		}
	}
	return "", errors.New("the link of this mail was sealed with another keys file")
}
