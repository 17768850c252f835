// A target that can tell the truth about itself: on "take PREFIX" it collects, writes down its heap profile, stacks and
// MemStats in that order, and stops itself with SIGSTOP at once. Whoever reads its memory then must find the same. After
// SIGCONT it writes PREFIX.heap.pb.gz, PREFIX.stacks.txt and PREFIX.memstats.json and says "done", or "disturbed" when its
// word does not hold for the moment of the stop.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"
)

func main() {
	runtime.MemProfileRate = 1024
	if len(os.Args) > 1 && os.Args[1] == "-many" {
		parkMany(10_000)
	}
	fill()
	park()
	stacks := make([]byte, 64<<20)
	var stats, later runtime.MemStats
	var profile bytes.Buffer
	profile.Grow(8 << 20)
	fmt.Printf("{\"pid\":%d,\"version\":%q}\n", os.Getpid(), runtime.Version())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		command, prefix, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "limit":
			debug.SetMemoryLimit(96 << 20)
			fmt.Println("done")
		case "spin":
			go spin()
			fmt.Println("done")
		case "churn":
			go churn()
			fmt.Println("done")
		case "crash":
			debug.SetTraceback("crash")
			panic("as asked")
		case "take":
			if take(prefix, &profile, stacks, &stats, &later) {
				fmt.Println("done")
			} else {
				fmt.Println("disturbed")
			}
		}
	}
}

// False when something of the runtime's own allocated between the counters and the stop: they do not tell of it then.
func take(prefix string, profile *bytes.Buffer, stacks []byte, stats, later *runtime.MemStats) bool {
	profile.Reset()
	runtime.GC()
	runtime.GC()
	check(pprof.Lookup("heap").WriteTo(profile, 0))
	// What the writing left behind is gone before the counters are taken.
	runtime.GC()
	runtime.GC()
	profile.Reset()
	check(pprof.Lookup("heap").WriteTo(profile, 0))
	settle(stats)
	length := runtime.Stack(stacks, true)
	pid := syscall.Getpid()
	// The stack grows for this call, if it has to, before the counters are taken.
	syscall.Tgkill(pid, syscall.Gettid(), 0)
	goroutines := runtime.NumGoroutine()
	runtime.ReadMemStats(stats)
	// To this very thread: sent to the process it may reach another first, and this one goes on a little, under the race
	// detector into C, where no stack can be walked.
	syscall.Tgkill(pid, syscall.Gettid(), syscall.SIGSTOP)
	runtime.ReadMemStats(later)
	check(os.WriteFile(prefix+".heap.pb.gz", profile.Bytes(), 0o644))
	check(os.WriteFile(prefix+".stacks.txt", stacks[:length], 0o644))
	text, err := json.Marshal(struct {
		*runtime.MemStats
		NumGoroutine int
	}{stats, goroutines})
	check(err)
	check(os.WriteFile(prefix+".memstats.json", text, 0o644))
	return stats.Mallocs == later.Mallocs && stats.Frees == later.Frees &&
		stats.StackInuse == later.StackInuse && stats.BuckHashSys == later.BuckHashSys
}

// settle reads the counters once the sweeper, which goes on after a collection, has given back what it had.
func settle(stats *runtime.MemStats) {
	for same := 0; same < 5; same++ {
		sys, idle, released := stats.GCSys, stats.HeapIdle, stats.HeapReleased
		time.Sleep(5 * time.Millisecond)
		runtime.ReadMemStats(stats)
		if stats.GCSys != sys || stats.HeapIdle != idle || stats.HeapReleased != released {
			same = 0
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
