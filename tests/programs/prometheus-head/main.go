// The storage of Prometheus (its head block, index and write-ahead log, as the server has them), with as many series as
// asked for: a service that this project did not write. Prints its PID when it is loaded. At "take FILE" it collects,
// writes the runtime's own dump of the heap to FILE and stops itself; when it runs again it says what it knew.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
)

const scrape = 15 * time.Second

// What a scrape of as many services would bring: few names, many instances.
func seriesLabels(index int) labels.Labels {
	return labels.FromStrings(
		"__name__", fmt.Sprintf("http_request_duration_seconds_%d", index%100),
		"code", strconv.Itoa(200+index/100%7),
		"instance", fmt.Sprintf("10.%d.%d.%d:9100", index>>16&255, index>>8&255, index&255),
		"job", fmt.Sprintf("service-%d", index%37),
		"pod", fmt.Sprintf("service-%d-%08x", index%37, uint32(index)*2654435761),
	)
}

func load(db *tsdb.DB, series, samples int) error {
	start := time.Now().Add(-time.Duration(samples) * scrape)
	for sample := 0; sample < samples; sample++ {
		at := start.Add(time.Duration(sample) * scrape).UnixMilli()
		for from := 0; from < series; from += 5000 {
			appender := db.Appender(context.Background())
			for index := from; index < min(from+5000, series); index++ {
				if _, err := appender.Append(0, seriesLabels(index), at, float64(index*sample)); err != nil {
					return err
				}
			}
			if err := appender.Commit(); err != nil {
				return err
			}
		}
	}
	return nil
}

func run(folder string, series int) error {
	db, err := tsdb.Open(folder, nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := load(db, series, 2); err != nil {
		return err
	}
	fmt.Printf("{\"pid\":%d}\n", os.Getpid())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		command, path, _ := strings.Cut(lines.Text(), " ")
		if command != "take" {
			return fmt.Errorf("unknown command %q", command)
		}
		if err := take(path, db); err != nil {
			return err
		}
	}
	return lines.Err()
}

func take(path string, db *tsdb.DB) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	descriptor := file.Fd()
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	percent := debug.SetGCPercent(-1)
	debug.WriteHeapDump(descriptor)
	runtime.ReadMemStats(&stats)
	syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
	// The stop reaches this thread a little later: nothing may be allocated until then.
	for start := time.Now(); time.Since(start) < 50*time.Millisecond; {
	}
	debug.SetGCPercent(percent)
	return json.NewEncoder(os.Stdout).Encode(map[string]uint64{
		"heapObjects": stats.HeapObjects,
		"heapAlloc":   stats.HeapAlloc,
		"series":      db.Head().NumSeries(),
	})
}

func main() {
	series, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = run(os.Args[1], series)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
