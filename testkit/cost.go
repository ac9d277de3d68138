package testkit

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"syscall"
	"testing"
	"time"
)

// Cost is what some work takes: processor time of all threads, and the most memory held at once.
type Cost struct {
	CPU    time.Duration
	Memory uint64
}

func (c Cost) String() string {
	return fmt.Sprintf("%v of CPU, %d MB", c.CPU.Round(time.Millisecond), c.Memory>>20)
}

// within tells whether a cost is not above another.
func (c Cost) within(most Cost) bool { return c.CPU <= most.CPU && c.Memory <= most.Memory }

// Within tells whether work costs no more than that, on a machine as fast as the one on which the
// limits were set; on a slower one its time counts for less. Nothing else may run meanwhile. Work that
// seems too dear is measured again, with care and at its best, so that a moment of the machine's own is
// not taken for it; prepare is called before each time, and returns the work.
func Within(t testing.TB, most Cost, prepare func() (work func())) (Cost, bool) {
	t.Helper()
	c := roughly(t, prepare())
	for range 3 {
		if c.within(most) {
			return c, true
		}
		c = carefully(t, prepare())
	}
	return c, c.within(most)
}

// roughly counts all that is allocated, which is at least what is held at once.
func roughly(t testing.TB, work func()) Cost {
	t.Helper()
	allocated, spent := gauge("/gc/heap/allocs:bytes"), spentCPU(t)
	work()
	return Cost{spentCPU(t) - spent, gauge("/gc/heap/allocs:bytes") - allocated}
}

// carefully watches what is held while the work goes on, with little left to collect, and how fast the
// machine is just then.
func carefully(t testing.TB, work func()) Cost {
	t.Helper()
	slower := slowness(t)
	runtime.GC()
	var c Cost
	c.Memory = peak(func() {
		began := spentCPU(t)
		work()
		c.CPU = time.Duration(float64(spentCPU(t)-began) / slower)
	})
	return c
}

// usual is the time that the sorting of slowness takes where the limits were set.
const usual = 40 * time.Millisecond

// slowness is how many times longer this machine takes just now than usual; 1 for a faster one.
func slowness(t testing.TB) float64 {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint64, 400_000)
	for i := range numbers {
		numbers[i] = random.Uint64()
	}
	began := spentCPU(t)
	slices.Sort(numbers)
	return max(1, float64(spentCPU(t)-began)/float64(usual))
}

// held is how many bytes the heap's objects take, those that wait to be collected included.
const held = "/memory/classes/heap/objects:bytes"

// peak is by how much the heap grew at most.
func peak(work func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	before, most := gauge(held), uint64(0)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most = max(most, gauge(held))
			select {
			case <-done:
				return
			case <-time.After(200 * time.Microsecond):
			}
		}
	}()
	work()
	close(done)
	<-stopped
	return max(most, before) - before
}

// gauge reads one measure of the runtime.
func gauge(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// spentCPU is the time that this process has spent computing.
func spentCPU(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
