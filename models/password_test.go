package models

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/argon2"
)

func TestHashHasExactlyTheParametersOfTheRule(t *testing.T) {
	hash, err := NewHasher(1, time.Second).Hash(t.Context(), "seven grey seals")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`).MatchString(hash) {
		t.Errorf("hash %q", hash)
	}
}

func TestVerifyKnowsTheRightPasswordOnly(t *testing.T) {
	h := NewHasher(1, time.Second)
	hash, err := h.Hash(t.Context(), "sm\u00f8rrebr\u00f8d caf\u00e9")
	if err != nil {
		t.Fatal(err)
	}
	other, err := h.Hash(t.Context(), "sm\u00f8rrebr\u00f8d caf\u00e9")
	if err != nil || other == hash {
		t.Errorf("the same password twice gave one hash (%v)", err)
	}
	for password, want := range map[string]bool{
		"sm\u00f8rrebr\u00f8d caf\u00e9":   true,
		"sm\u00f8rrebr\u00f8d cafe\u0301":  true, // the same letters from another keyboard
		"Sm\u00f8rrebr\u00f8d caf\u00e9":   false,
		"sm\u00f8rrebr\u00f8d caf\u00e9 ":  false,
		"sm\u00f8rrebr\u00f8d cafe":        false,
		"":                                 false,
		"sm\u00f8rrebr\u00f8d caf\u00e9\n": false,
	} {
		ok, rehash, err := h.verify(hash, password)
		if err != nil || ok != want || rehash {
			t.Errorf("%q: ok %v rehash %v (%v), want %v", password, ok, rehash, err, want)
		}
	}
}

func TestHashOfOtherParametersIsVerifiedAndAskedToBeRenewed(t *testing.T) {
	old := phc{memory: 8 * 1024, time: 1, threads: 2, salt: []byte("sixteen bytes ..")}
	old.key = argon2.IDKey([]byte("seven grey seals"), old.salt, old.time, old.memory, old.threads, 32)
	h := NewHasher(1, time.Second)
	if ok, rehash, err := h.verify(old.String(), "seven grey seals"); !ok || !rehash || err != nil {
		t.Errorf("ok %v rehash %v (%v)", ok, rehash, err)
	}
	if ok, rehash, _ := h.verify(old.String(), "seven grey seal"); ok || rehash {
		t.Errorf("wrong password: ok %v rehash %v", ok, rehash)
	}
}

func TestDamagedHashIsAnErrorAndNeverAMatch(t *testing.T) {
	h := NewHasher(1, time.Second)
	for _, hash := range []string{
		"seven grey seals", "$argon2id$", "$2a$10$abc", "$argon2id$v=19$m=19456,t=2,p=1$$",
		"$argon2id$v=16$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
		"$argon2id$v=19$m=4294967295,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
		"$argon2id$v=19$m=19456,t=2,p=0$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
	} {
		if ok, _, err := h.verify(hash, "seven grey seals"); ok || err == nil {
			t.Errorf("%q: ok %v (%v)", hash, ok, err)
		}
	}
}

// An attacker who measures how long a sign-in takes must not learn which addresses exist.
func TestUnknownAddressDerivesAKeyOfTheSameCost(t *testing.T) {
	h := NewHasher(1, time.Second)
	type cost struct {
		time, memory uint32
		threads      uint8
		length       uint32
	}
	var costs []cost
	h.derive = func(_, _ []byte, time, memory uint32, threads uint8, length uint32) []byte {
		costs = append(costs, cost{time, memory, threads, length})
		return make([]byte, length)
	}
	hash, err := h.Hash(t.Context(), "seven grey seals")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := h.verify(hash, "seven grey seals"); !ok || err != nil {
		t.Errorf("known: ok %v (%v)", ok, err)
	}
	if ok, rehash, err := h.verify("", "seven grey seals"); ok || rehash || err != nil {
		t.Errorf("unknown: ok %v rehash %v (%v)", ok, rehash, err)
	}
	if len(costs) != 3 || costs[1] != costs[2] {
		t.Errorf("costs %v", costs)
	}
}

func TestNoMoreThanTheSlotsWorkAtOnce(t *testing.T) {
	h := NewHasher(3, time.Minute)
	var now, most atomic.Int32
	h.derive = func(_, _ []byte, _, _ uint32, _ uint8, length uint32) []byte {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		return make([]byte, length)
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := h.Hash(t.Context(), "seven grey seals"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() != 3 {
		t.Errorf("%d at once, want 3", most.Load())
	}
	if h.queue.free != 3 || len(h.queue.lines[0])+len(h.queue.lines[1]) != 0 {
		t.Errorf("%d slots are free of 3, and %v still wait", h.queue.free, h.queue.lines)
	}
}

func TestDefaultLeavesOneProcessorFree(t *testing.T) {
	if n := NewHasher(0, time.Second).queue.free; n < 1 {
		t.Errorf("%d slots", n)
	}
}

// occupied is a hasher of one slot that is taken until release is called.
func occupied(wait time.Duration) (h *Hasher, release func()) {
	h = NewHasher(1, wait)
	h.derive = func(_, _ []byte, _, _ uint32, _ uint8, length uint32) []byte { return make([]byte, length) }
	leave, err := h.queue.Enter(context.Background(), "", false)
	if err != nil {
		panic(err)
	}
	return h, leave
}

func wantBusy(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != Busy || e.After != 2 {
		t.Errorf("error %#v, want Busy with After 2", err)
	}
}

func TestWhoWaitsTooLongIsAskedToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := occupied(1500 * time.Millisecond)
		start := time.Now()
		_, err := h.Hash(t.Context(), "seven grey seals")
		wantBusy(t, err)
		if waited := time.Since(start); waited != 1500*time.Millisecond {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestFullQueueRefusesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, release := occupied(2 * time.Second)
		var served sync.WaitGroup
		for range waitersPerSlot {
			served.Go(func() {
				if _, err := h.Hash(t.Context(), "seven grey seals"); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		start := time.Now()
		_, err := h.Hash(t.Context(), "seven grey seals")
		wantBusy(t, err)
		if time.Since(start) != 0 {
			t.Error("waited although the queue was full")
		}
		release()
		served.Wait()
	})
}

func TestWhoeverLeavesTheQueueIsNotServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, release := occupied(time.Minute)
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		if _, err := h.Hash(ctx, "seven grey seals"); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if len(h.queue.lines[0]) != 0 {
			t.Error("still in the queue")
		}
		release()
		if _, err := h.Hash(ctx, "seven grey seals"); !errors.Is(err, context.Canceled) {
			t.Errorf("with a free slot: %v", err)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(1, time.Second)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), strings.Repeat("x", PasswordMin)); err != nil {
			b.Fatal(err)
		}
	}
}
