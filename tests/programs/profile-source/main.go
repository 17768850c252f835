// Command profile-source leaks, churns, recurses and parks goroutines in ways that are known beforehand, and writes its
// own profiles at two moments into the folder it is given: before/after x heap/allocs/goroutine, of the second moment
// also as text (debug=1). With a second argument, busy, it contends and computes instead: mutex/block/threadcreate/cpu.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"profile-source/cache"
)

var (
	kept   [][]byte
	warm   [][]byte
	tables []map[string]int
	sink   []byte
)

// leak keeps what it allocates; small enough to be inlined into its caller.
func leak(size int) { kept = append(kept, make([]byte, size)) }

// warmUp is all gone by the second moment.
func warmUp() {
	for i := 0; i < 300; i++ {
		warm = append(warm, make([]byte, 3000))
	}
}

// churn allocates and forgets.
func churn(n int) {
	for i := 0; i < n; i++ {
		sink = make([]byte, 100+100*(i%40))
	}
}

// recurse allocates at many levels, so that one stack holds the same function many times.
func recurse(depth int) {
	if depth == 0 {
		return
	}
	if depth%12 == 0 {
		kept = append(kept, bytes.Repeat([]byte{1}, 2048))
	}
	recurse(depth - 1)
}

func even(depth int) {
	if depth > 0 {
		if depth%10 < 4 {
			kept = append(kept, make([]byte, 1500))
		}
		if depth == 2 {
			// Deeper than any Go keeps stacks, and so large that it is sampled for certain.
			kept = append(kept, make([]byte, 64<<10))
		}
		odd(depth - 1)
	}
}

func odd(depth int) {
	if depth > 0 {
		if depth%10 < 4 {
			kept = append(kept, make([]byte, 700))
		}
		even(depth - 1)
	}
}

func grow(n int) {
	table := map[string]int{}
	for i := 0; i < n; i++ {
		table[fmt.Sprintf("key-%06d", i)] = i
	}
	tables = append(tables, table)
}

func build(n int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteString("0123456789abcdef")
	}
	return b.String()
}

func park(n int, label string, until <-chan struct{}, ready *sync.WaitGroup) {
	for i := 0; i < n; i++ {
		ready.Add(1)
		go pprof.Do(context.Background(), pprof.Labels("pool", label), func(context.Context) {
			ready.Done()
			<-until
		})
	}
}

var lock sync.Mutex

// contend makes goroutines wait for a lock and for a channel.
func contend(n int) {
	var done sync.WaitGroup
	results := make(chan int)
	for i := 0; i < n; i++ {
		done.Add(1)
		go func(i int) {
			defer done.Done()
			lock.Lock()
			time.Sleep(time.Millisecond)
			lock.Unlock()
			results <- i
		}(i)
	}
	for i := 0; i < n; i++ {
		<-results
	}
	done.Wait()
}

// burn uses the processor, with labels and in inlined calls.
func burn(label string, duration time.Duration) {
	pprof.Do(context.Background(), pprof.Labels("phase", label), func(context.Context) {
		for start := time.Now(); time.Since(start) < duration; {
			sink = hash(sink)
		}
	})
}

func hash(data []byte) []byte {
	sum := uint32(2166136261)
	for i := 0; i < 4096; i++ {
		sum = mix(sum, byte(i))
	}
	return append(data[:0], byte(sum))
}

func mix(sum uint32, b byte) uint32 { return (sum ^ uint32(b)) * 16777619 }

func work(round int) {
	for i := 0; i < 2000*round; i++ {
		leak(256 + 64*(i%8))
	}
	churn(20000)
	recurse(60 * round)
	even(80 * round)
	grow(3000 * round)
	kept = append(kept, []byte(build(5000*round)))
	for i := 0; i < 500*round; i++ {
		cache.Put(i%50, make([]byte, 1024))
		cache.Ints.Add(i)
	}
}

var memoryKinds = []string{"heap", "allocs", "goroutine"}

func write(folder, moment string, kinds ...string) {
	runtime.GC()
	runtime.GC()
	// No collection between two forms of one profile: they are to say the same.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, kind := range kinds {
		for debug, suffix := range []string{"pb.gz", "txt"} {
			if debug == 1 && moment == "before" {
				continue
			}
			writeTo(folder, moment+"."+kind+"."+suffix, func(file *os.File) error {
				return pprof.Lookup(kind).WriteTo(file, debug)
			})
		}
	}
}

func writeTo(folder, name string, save func(*os.File) error) {
	file, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		panic(err)
	}
	if err := save(file); err != nil {
		panic(err)
	}
	if err := file.Close(); err != nil {
		panic(err)
	}
}

// record makes the CPU profile of what it runs.
func record(folder, moment string, run func()) {
	writeTo(folder, moment+".cpu.pb.gz", func(file *os.File) error {
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		run()
		pprof.StopCPUProfile()
		return nil
	})
}

func init() {
	// Fine enough for hundreds of buckets, coarse enough that values are scaled.
	runtime.MemProfileRate = 4096
}

func busy(folder string) {
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(1)
	for round, moment := range []string{"before", "after"} {
		record(folder, moment, func() {
			contend(4 + 4*round)
			burn("first", 300*time.Millisecond)
			if round == 1 {
				burn("second", 400*time.Millisecond)
			}
		})
		write(folder, moment, "mutex", "block", "threadcreate")
	}
}

func main() {
	if len(os.Args) == 3 && os.Args[2] == "busy" {
		busy(os.Args[1])
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: profile-source FOLDER [busy]")
		os.Exit(2)
	}
	until := make(chan struct{})
	var ready sync.WaitGroup
	park(7, "readers", until, &ready)
	park(3, "writers", until, &ready)
	warmUp()
	work(1)
	ready.Wait()
	write(os.Args[1], "before", memoryKinds...)
	// Some of it goes, more of it comes.
	warm = nil
	kept = kept[:len(kept)/2]
	park(20, "readers", until, &ready)
	work(3)
	ready.Wait()
	write(os.Args[1], "after", memoryKinds...)
	runtime.KeepAlive(kept)
	runtime.KeepAlive(tables)
	close(until)
}
