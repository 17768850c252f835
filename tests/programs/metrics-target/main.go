// A service that a Prometheus server scrapes: its metrics page is written from one reading of runtime.MemStats, in either
// generation of the Go client's names, and every page that it served is logged to a file as JSON, with the time. What a
// history says must be what stands there. Standard library only. Prints its address; allocates and collects meanwhile.
// `/restart` makes its counters begin anew, as another process's would, `/down` and `/up` let scrapes fail and succeed.
package main

import (
	"encoding/json"
	_ "expvar" // /debug/vars
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A process's own counter is whatever it says.
const resident = 123_456_789

type page struct {
	AtMillis   int64
	Stats      runtime.MemStats
	Goroutines int
	Start      float64
}

var (
	held  [][]byte
	mutex sync.Mutex
	log   *os.File
	down  atomic.Bool
	// What a restart takes off the totals.
	base  runtime.MemStats
	start = float64(time.Now().UnixMilli()) / 1000
)

func main() {
	var err error
	if log, err = os.Create(os.Args[1]); err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) { serve(w, memstatsNames) })
	http.HandleFunc("/runtime-metrics", func(w http.ResponseWriter, _ *http.Request) { serve(w, runtimeNames) })
	http.HandleFunc("/down", func(http.ResponseWriter, *http.Request) { down.Store(true) })
	http.HandleFunc("/up", func(http.ResponseWriter, *http.Request) { down.Store(false) })
	http.HandleFunc("/restart", func(http.ResponseWriter, *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		runtime.ReadMemStats(&base)
		start = float64(time.Now().UnixMilli()) / 1000
	})
	go work()
	fmt.Printf("127.0.0.1:%d\n", listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, nil))
}

func work() {
	for i := 0; ; i++ {
		mutex.Lock()
		held = append(held, make([]byte, 10_000+i%7*1000))
		mutex.Unlock()
		if i%40 == 0 {
			runtime.GC()
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func serve(w http.ResponseWriter, write func(http.ResponseWriter, page)) {
	if down.Load() {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	mutex.Lock()
	defer mutex.Unlock()
	said := page{AtMillis: time.Now().UnixMilli(), Goroutines: runtime.NumGoroutine(), Start: start}
	runtime.ReadMemStats(&said.Stats)
	stats := &said.Stats
	stats.TotalAlloc -= base.TotalAlloc
	stats.Mallocs -= base.Mallocs
	stats.Frees -= base.Frees
	stats.NumGC -= base.NumGC
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	write(w, said)
	stats.PauseNs, stats.PauseEnd = [256]uint64{}, [256]uint64{}
	line, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	log.Write(append(line, '\n'))
}

func common(w http.ResponseWriter, said page) {
	fmt.Fprintf(w, "go_info{version=%q} 1\n", runtime.Version())
	fmt.Fprintf(w, "process_start_time_seconds %v\n", said.Start)
	fmt.Fprintf(w, "process_resident_memory_bytes %d\nprocess_open_fds 9\n", resident)
	fmt.Fprintf(w, "go_memstats_last_gc_time_seconds %v\n", float64(said.Stats.LastGC)/1e9)
}

// What client_golang's first collector writes, as far as there are numbers of MemStats in it.
func memstatsNames(w http.ResponseWriter, said page) {
	common(w, said)
	s := said.Stats
	fmt.Fprintf(w, "# TYPE go_goroutines gauge\ngo_goroutines %d\n", said.Goroutines)
	for _, metric := range []struct {
		name  string
		value uint64
	}{
		{"alloc_bytes", s.Alloc}, {"alloc_bytes_total", s.TotalAlloc}, {"sys_bytes", s.Sys},
		{"mallocs_total", s.Mallocs}, {"frees_total", s.Frees}, {"heap_alloc_bytes", s.HeapAlloc},
		{"heap_sys_bytes", s.HeapSys}, {"heap_idle_bytes", s.HeapIdle}, {"heap_inuse_bytes", s.HeapInuse},
		{"heap_released_bytes", s.HeapReleased}, {"heap_objects", s.HeapObjects},
		{"stack_inuse_bytes", s.StackInuse}, {"stack_sys_bytes", s.StackSys},
		{"mspan_inuse_bytes", s.MSpanInuse}, {"mspan_sys_bytes", s.MSpanSys},
		{"mcache_inuse_bytes", s.MCacheInuse}, {"mcache_sys_bytes", s.MCacheSys},
		{"buck_hash_sys_bytes", s.BuckHashSys}, {"gc_sys_bytes", s.GCSys}, {"other_sys_bytes", s.OtherSys},
		{"next_gc_bytes", s.NextGC},
	} {
		fmt.Fprintf(w, "# TYPE go_memstats_%s gauge\ngo_memstats_%s %v\n", metric.name, metric.name, float64(metric.value))
	}
	fmt.Fprintf(w, "# TYPE go_gc_duration_seconds summary\ngo_gc_duration_seconds{quantile=\"0\"} 1e-05\n")
	fmt.Fprintf(w, "go_gc_duration_seconds_sum 0.1\ngo_gc_duration_seconds_count %d\n", s.NumGC)
}

// The same numbers by the names that runtime/metrics has, as the second collector writes them.
func runtimeNames(w http.ResponseWriter, said page) {
	common(w, said)
	s := said.Stats
	fmt.Fprintf(w, "go_sched_goroutines_goroutines %d\n", said.Goroutines)
	for _, metric := range []struct {
		name  string
		value uint64
	}{
		{"go_memory_classes_heap_objects_bytes", s.HeapAlloc},
		{"go_memory_classes_heap_unused_bytes", s.HeapInuse - s.HeapAlloc},
		{"go_memory_classes_heap_free_bytes", s.HeapIdle - s.HeapReleased},
		{"go_memory_classes_heap_released_bytes", s.HeapReleased},
		{"go_memory_classes_heap_stacks_bytes", s.StackInuse},
		{"go_memory_classes_os_stacks_bytes", s.StackSys - s.StackInuse},
		{"go_memory_classes_total_bytes", s.Sys},
		{"go_memory_classes_other_bytes", s.OtherSys},
		{"go_memory_classes_metadata_other_bytes", s.GCSys},
		{"go_gc_heap_allocs_bytes_total", s.TotalAlloc},
		{"go_gc_heap_allocs_objects_total", s.Mallocs}, {"go_gc_heap_frees_objects_total", s.Frees},
		{"go_gc_heap_tiny_allocs_objects_total", 0},
		{"go_gc_heap_objects_objects", s.HeapObjects}, {"go_gc_heap_goal_bytes", s.NextGC},
		{"go_gc_cycles_total_gc_cycles_total", uint64(s.NumGC)},
	} {
		fmt.Fprintf(w, "%s %v\n", metric.name, float64(metric.value))
	}
}
