package models

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
)

// sealer seals with the secret that the page holds: whoever has the database alone reads no answer.
func (a *Attempt) sealer() (cipher.AEAD, error) {
	h := hmac.New(sha256.New, a.secret)
	h.Write([]byte("answer\x00" + a.key))
	block, err := aes.NewCipher(h.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (a *Attempt) seal(answer Answer) ([]byte, error) {
	text, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	sealer, err := a.sealer()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, sealer.NonceSize())
	rand.Read(nonce)
	return sealer.Seal(nonce, nonce, text, nil), nil
}

func (a *Attempt) open(sealed []byte, answer *Answer) error {
	sealer, err := a.sealer()
	if err != nil {
		return err
	}
	if len(sealed) < sealer.NonceSize() {
		return errors.New("a kept answer is too short")
	}
	text, err := sealer.Open(nil, sealed[:sealer.NonceSize()], sealed[sealer.NonceSize():], nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}
