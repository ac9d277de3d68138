package models

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The cost of one hash (OWASP: argon2id, 19 MiB, two passes, one lane). The lanes are fixed
// because a default that follows the number of CPUs would differ from machine to machine.
const (
	hashMemory  = 19 * 1024 // KiB
	hashTime    = 2
	hashThreads = 1
	hashSalt    = 16 // bytes
	hashKey     = 32 // bytes
)

// waitersPerSlot bounds the lines of the queue: whoever would stand further back could not be
// served within a wait of two seconds anyway.
const waitersPerSlot = 64

// Hasher hashes and verifies passwords, a few at a time, so that a rush at sign-in costs
// neither the memory of the machine nor the speed of the other pages.
type Hasher struct {
	queue  *Queue
	derive func(password, salt []byte, time, memory uint32, threads uint8, length uint32) []byte
}

// NewHasher works on at most slots passwords at once, and lets others wait that long for
// their turn. With no slots it takes one less than there are CPUs, at least one.
func NewHasher(slots int, wait time.Duration) *Hasher {
	if slots < 1 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	return &Hasher{queue: NewQueue(slots, slots*waitersPerSlot, wait), derive: argon2.IDKey}
}

// Hash returns the PHC string of a new password, chosen by somebody who holds a link or a
// session. Busy when the queue is full or the wait too long; the error of ctx when the person has
// gone.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.queue.Enter(ctx, "", true)
	if err != nil {
		return "", err
	}
	defer leave()
	return h.hash(password), nil
}

// hash is Hash for who has entered the queue.
func (h *Hasher) hash(password string) string {
	salt := make([]byte, hashSalt)
	rand.Read(salt)
	p := phc{memory: hashMemory, time: hashTime, threads: hashThreads, salt: salt}
	p.key = h.run(password, p, hashKey)
	return p.String()
}

// verify tells whether a password belongs to a hash, and whether the hash was made with
// other parameters than today's and should be made anew. An empty hash (an unknown address,
// a person without a password) costs as much as any other and is never right. Only who has
// entered the queue calls it; Store.TryPassword is the one that does.
func (h *Hasher) verify(hash, password string) (ok, rehash bool, err error) {
	known := hash != ""
	p := phc{memory: hashMemory, time: hashTime, threads: hashThreads, salt: make([]byte, hashSalt), key: make([]byte, hashKey)}
	if known {
		if p, err = parsePHC(hash); err != nil {
			return false, false, err
		}
	}
	key := h.run(password, p, len(p.key))
	ok = subtle.ConstantTimeCompare(key, p.key) == 1 && known
	return ok, ok && !p.current(), nil
}

// run derives a key. The password is composed (NFC) first: keyboards and systems send the same
// letter as one code point or as two (NIST SP 800-63B). Nothing else of it is changed (ASVS 6.2.8).
func (h *Hasher) run(password string, p phc, length int) []byte {
	return h.derive([]byte(norm.NFC.String(password)), p.salt, p.time, p.memory, p.threads, uint32(length))
}

// phc is the content of a PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
type phc struct {
	memory, time uint32
	threads      uint8
	salt, key    []byte
}

var phcBase64 = base64.RawStdEncoding

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads,
		phcBase64.EncodeToString(p.salt), phcBase64.EncodeToString(p.key))
}

func (p phc) current() bool {
	return p.memory == hashMemory && p.time == hashTime && p.threads == hashThreads &&
		len(p.salt) == hashSalt && len(p.key) == hashKey
}

// parsePHC reads a kept hash. The bounds keep a damaged row from taking the machine's memory.
func parsePHC(s string) (phc, error) {
	var p phc
	var version int
	damaged := fmt.Errorf("password hash is not an argon2id PHC string")
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" {
		return p, damaged
	}
	if _, err := fmt.Sscanf(part[2], "v=%d", &version); err != nil || version != argon2.Version {
		return p, damaged
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil {
		return p, damaged
	}
	var errSalt, errKey error
	p.salt, errSalt = phcBase64.DecodeString(part[4])
	p.key, errKey = phcBase64.DecodeString(part[5])
	switch {
	case errSalt != nil, errKey != nil, len(p.salt) < 8, len(p.key) < 16, len(p.key) > 128,
		p.threads < 1, p.time < 1, p.time > 16, p.memory < 8*1024, p.memory > 256*1024:
		return p, damaged
	}
	return p, nil
}
