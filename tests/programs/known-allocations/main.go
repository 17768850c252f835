// Command known-allocations keeps exactly known amounts of memory alive at one call site a size, and writes a heap
// profile of them, over and over: known-allocations FOLDER RUNS. Each run begins with an empty heap and allocates afresh.
// The sampler has no memory (the distance to its next sample is exponential), so runs are independent of each other.
// The second profile of a run is after a part was freed and more was allocated. On stdout one line a run and size:
// RUN FUNCTION SIZE BYTES-BEFORE BYTES-AFTER.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
)

const mib = 1 << 20

type site struct {
	name     string
	size     int
	allocate func(into [][]byte)
	// What a run may keep, in MiB: runs take turns.
	amounts [4]int
	kept    [][]byte
}

//go:noinline
func keep64(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 64)
	}
}

//go:noinline
func keep256(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 256)
	}
}

//go:noinline
func keep1KiB(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 1<<10)
	}
}

//go:noinline
func keep8KiB(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 8<<10)
	}
}

//go:noinline
func keep32KiB(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 32<<10)
	}
}

//go:noinline
func keep128KiB(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 128<<10)
	}
}

//go:noinline
func keep512KiB(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 512<<10)
	}
}

//go:noinline
func keep1MiB(into [][]byte) {
	for i := range into {
		into[i] = make([]byte, 1<<20)
	}
}

var sites = []*site{
	{name: "keep64", size: 64, allocate: keep64, amounts: [4]int{4, 8, 16, 32}},
	{name: "keep256", size: 256, allocate: keep256, amounts: [4]int{4, 8, 16, 32}},
	{name: "keep1KiB", size: 1 << 10, allocate: keep1KiB, amounts: [4]int{4, 8, 16, 32}},
	{name: "keep8KiB", size: 8 << 10, allocate: keep8KiB, amounts: [4]int{4, 8, 16, 32}},
	{name: "keep32KiB", size: 32 << 10, allocate: keep32KiB, amounts: [4]int{4, 8, 16, 32}},
	{name: "keep128KiB", size: 128 << 10, allocate: keep128KiB, amounts: [4]int{4, 8, 16, 32}},
	{name: "keep512KiB", size: 512 << 10, allocate: keep512KiB, amounts: [4]int{8, 16, 32, 64}},
	// Few objects that are nearly all sampled: a dozen would cover in steps of several per cent.
	{name: "keep1MiB", size: 1 << 20, allocate: keep1MiB, amounts: [4]int{32, 64, 96, 128}},
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write waits for a profile of what is alive now: one collection finds it, the next publishes it.
func write(path string) {
	runtime.GC()
	runtime.GC()
	file, err := os.Create(path)
	fail(err)
	fail(pprof.Lookup("heap").WriteTo(file, 0))
	fail(file.Close())
}

func main() {
	folder := os.Args[1]
	runs, err := strconv.Atoi(os.Args[2])
	fail(err)
	// Collections come when they are called for.
	debug.SetGCPercent(-1)
	for run := 0; run < runs; run++ {
		before := make([]int, len(sites))
		for i, s := range sites {
			s.kept = make([][]byte, s.amounts[(run+i)%4]*mib/s.size)
			s.allocate(s.kept)
			before[i] = len(s.kept) * s.size
		}
		write(filepath.Join(folder, fmt.Sprintf("%d-before.pb.gz", run)))
		for i, s := range sites {
			freed := len(s.kept) / 4
			for j := 0; j < freed; j++ {
				s.kept[j] = nil
			}
			more := make([][]byte, len(s.kept)/2)
			s.allocate(more)
			s.kept = append(s.kept, more...)
			after := before[i] + (len(more)-freed)*s.size
			fmt.Println(run, s.name, s.size, before[i], after)
		}
		write(filepath.Join(folder, fmt.Sprintf("%d-after.pb.gz", run)))
		for _, s := range sites {
			s.kept = nil
		}
		runtime.GC()
		runtime.GC()
	}
}
