// Measures klauspost/reedsolomon as ErasureBench measures Souk's kernels: one goroutine, the processor time of its
// thread, the best of three windows after a warm-up.
//
// reedsolomon LENGTH encode|decode K N prints GB/s of data.
package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"github.com/klauspost/reedsolomon"
)

const (
	warmUp  = 300 * time.Millisecond
	window  = 400 * time.Millisecond
	windows = 3
)

func main() {
	runtime.LockOSThread()
	length, k, n := number(1), number(3), number(4)
	coder, err := reedsolomon.New(k, n-k, reedsolomon.WithMaxGoroutines(1), reedsolomon.WithInversionCache(true))
	check(err)
	shards := make([][]byte, n)
	for i := range shards {
		shards[i] = make([]byte, length)
		for j := range shards[i] {
			shards[i][j] = byte(rand.Uint32())
		}
	}
	call := func() { check(coder.Encode(shards)) }
	if os.Args[2] == "decode" {
		call = decode(coder, shards, k, n)
	}
	fmt.Printf("%.4f\n", gigabytes(k*length, call))
}

// decode recovers as many data shards as the code can lose, from the k shards after them.
func decode(coder reedsolomon.Encoder, shards [][]byte, k, n int) func() {
	lost := min(k, n-k)
	kept := make([][]byte, n)
	return func() {
		copy(kept, shards[:lost+k])
		for i := range lost {
			kept[i] = shards[i][:0]
		}
		check(coder.ReconstructData(kept))
	}
}

func number(argument int) int {
	value, err := strconv.Atoi(os.Args[argument])
	check(err)
	return value
}

func gigabytes(bytes int, call func()) float64 {
	rate(bytes, call, warmUp)
	best := 0.0
	for range windows {
		best = max(best, rate(bytes, call, window))
	}
	return best
}

func rate(bytes int, call func(), limit time.Duration) float64 {
	start := processor()
	calls := 0
	spent := int64(0)
	for spent < int64(limit) {
		call()
		calls++
		spent = processor() - start
	}
	return float64(calls) * float64(bytes) / float64(spent)
}

// processor is the time this thread has run, in nanoseconds: CLOCK_THREAD_CPUTIME_ID.
func processor() int64 {
	var spec syscall.Timespec
	_, _, failure := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, 3, uintptr(unsafe.Pointer(&spec)), 0)
	if failure != 0 {
		log.Fatal(failure)
	}
	return spec.Nano()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
