package models

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Keys are the installation's secrets, derived from the one key in the keys file.
type Keys struct {
	seal    cipher.AEAD
	tickets []byte // of the links to tickets
	prints  []byte // of the fingerprints of what shops send
	answers []byte // of the addresses to which requests are answered by mail
	returns []byte // of the addresses to which mails come back
}

// LoadKeys reads the keys file, and writes a new one (mode 0600) when there is none.
func LoadKeys(path string) (Keys, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = writeKeys(path)
	}
	if err != nil {
		return Keys{}, fmt.Errorf("cannot read the keys file: %w", err)
	}
	root, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(root) != 32 {
		return Keys{}, fmt.Errorf("the keys file %s does not hold 32 bytes in base64", path)
	}
	return NewKeys(root)
}

func writeKeys(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	root := make([]byte, 32)
	rand.Read(root)
	text := []byte(base64.StdEncoding.EncodeToString(root) + "\n")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) { // another process was faster
		return os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	_, err = f.Write(text)
	return text, errors.Join(err, f.Close())
}

// NewKeys derives the keys from 32 random bytes.
func NewKeys(root []byte) (Keys, error) {
	key, err := hkdf.Key(sha256.New, root, nil, "coulisse outbox", 32)
	if err != nil {
		return Keys{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Keys{}, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Keys{}, err
	}
	tickets, err := hkdf.Key(sha256.New, root, nil, "coulisse tickets", 32)
	if err != nil {
		return Keys{}, err
	}
	prints, err := hkdf.Key(sha256.New, root, nil, "coulisse fingerprints", 32)
	if err != nil {
		return Keys{}, err
	}
	answers, err := hkdf.Key(sha256.New, root, nil, "coulisse answers", 32)
	if err != nil {
		return Keys{}, err
	}
	returns, err := hkdf.Key(sha256.New, root, nil, "coulisse returns", 32)
	return Keys{seal: seal, tickets: tickets, prints: prints, answers: answers, returns: returns}, err
}

// fingerprint tells bodies apart without keeping them: a HMAC-SHA256, because a bare hash of
// somebody's name and address could be found by trying.
func (k Keys) fingerprint(context string, body []byte) []byte {
	h := hmac.New(sha256.New, k.prints)
	h.Write([]byte(context))
	h.Write(body)
	return h.Sum(nil)
}

// sealed encrypts a link's token for the outbox; context binds it to its row.
func (k Keys) sealed(token, context string) []byte {
	return k.seal.Seal(nil, nil, []byte(token), []byte(context))
}

// unsealed is the reverse of sealed.
func (k Keys) unsealed(secret []byte, context string) (string, error) {
	token, err := k.seal.Open(nil, nil, secret, []byte(context))
	if err != nil {
		return "", errors.New("the link of this mail was sealed with another keys file")
	}
	return string(token), nil
}
