// Command profile-source leaks, churns, recurses and parks goroutines in ways that are known beforehand, and writes its
// own profiles at two moments into the folder it is given: before/after x heap/allocs/goroutine.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"

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
		sink = make([]byte, 100+i%4000)
	}
}

// recurse allocates at every level, so that one stack holds the same function many times.
func recurse(depth int) {
	if depth == 0 {
		return
	}
	kept = append(kept, bytes.Repeat([]byte{1}, 2048))
	recurse(depth - 1)
}

func even(depth int) {
	if depth > 0 {
		kept = append(kept, make([]byte, 1500))
		odd(depth - 1)
	}
}

func odd(depth int) {
	if depth > 0 {
		kept = append(kept, make([]byte, 700))
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

func write(folder, moment string) {
	runtime.GC()
	runtime.GC()
	for _, kind := range []string{"heap", "allocs", "goroutine"} {
		file, err := os.Create(filepath.Join(folder, moment+"."+kind+".pb.gz"))
		if err != nil {
			panic(err)
		}
		if err := pprof.Lookup(kind).WriteTo(file, 0); err != nil {
			panic(err)
		}
		if err := file.Close(); err != nil {
			panic(err)
		}
	}
}

func init() {
	// Fine enough for hundreds of buckets, coarse enough that values are scaled.
	runtime.MemProfileRate = 4096
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: profile-source FOLDER")
		os.Exit(2)
	}
	until := make(chan struct{})
	var ready sync.WaitGroup
	park(7, "readers", until, &ready)
	park(3, "writers", until, &ready)
	warmUp()
	work(1)
	ready.Wait()
	write(os.Args[1], "before")
	// Some of it goes, more of it comes.
	warm = nil
	kept = kept[:len(kept)/2]
	park(20, "readers", until, &ready)
	work(3)
	ready.Wait()
	write(os.Args[1], "after")
	runtime.KeepAlive(kept)
	runtime.KeepAlive(tables)
	close(until)
}
