package agent

import (
	"bytes"
	"math"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"time"
)

// What is read of runtime/metrics. A Go that lacks one has no column for it.
var wanted = []string{
	"/memory/classes/total:bytes",
	"/memory/classes/heap/objects:bytes",
	"/memory/classes/heap/unused:bytes",
	"/memory/classes/heap/free:bytes",
	"/memory/classes/heap/released:bytes",
	"/memory/classes/heap/stacks:bytes",
	"/memory/classes/os-stacks:bytes",
	"/memory/classes/metadata/other:bytes",
	"/memory/classes/profiling/buckets:bytes",
	"/memory/classes/other:bytes",
	"/gc/heap/goal:bytes",
	"/gc/heap/objects:objects",
	"/gc/heap/allocs:bytes",
	"/gc/heap/frees:bytes",
	"/gc/heap/allocs:objects",
	"/gc/heap/frees:objects",
	cyclesMetric,
	"/gc/cycles/forced:gc-cycles",
	"/sched/goroutines:goroutines",
	// Go 1.20
	"/cpu/classes/gc/total:cpu-seconds",
	"/cpu/classes/total:cpu-seconds",
	// Go 1.21
	markedMetric,
	"/gc/gomemlimit:bytes",
}

const (
	cyclesMetric = "/gc/cycles/total:gc-cycles"
	markedMetric = "/gc/heap/live:bytes"
	// Not of runtime/metrics.
	residentColumn = "/proc/self/statm/resident:bytes"
	tookColumn     = "/trivet/agent/tick:nanoseconds"
)

type sampler struct {
	samples []metrics.Sample
	values  []float64
	// nil where there is no /proc.
	statm    *os.File
	text     [128]byte
	pageSize float64
	// What the last tick took.
	tookLast time.Duration
}

func newSampler() *sampler {
	known := map[string]bool{}
	for _, description := range metrics.All() {
		known[description.Name] = true
	}
	sampler := &sampler{pageSize: float64(os.Getpagesize())}
	for _, name := range wanted {
		if known[name] {
			sampler.samples = append(sampler.samples, metrics.Sample{Name: name})
		}
	}
	if runtime.GOOS == "linux" {
		sampler.statm, _ = os.Open("/proc/self/statm")
	}
	sampler.values = make([]float64, len(sampler.samples)+2)
	return sampler
}

func (sampler *sampler) columns() []string {
	columns := make([]string, 0, len(sampler.values))
	for _, sample := range sampler.samples {
		columns = append(columns, sample.Name)
	}
	return append(columns, residentColumn, tookColumn)
}

// read gives one value per column, in a slice that the next call overwrites.
func (sampler *sampler) read() []float64 {
	metrics.Read(sampler.samples)
	for i, sample := range sampler.samples {
		sampler.values[i] = number(sample.Value)
	}
	sampler.values[len(sampler.samples)] = sampler.resident()
	sampler.values[len(sampler.samples)+1] = float64(sampler.tookLast)
	return sampler.values
}

func number(value metrics.Value) float64 {
	switch value.Kind() {
	case metrics.KindUint64:
		return float64(value.Uint64())
	case metrics.KindFloat64:
		return value.Float64()
	}
	return math.NaN()
}

// resident bytes: the second number of statm is pages.
func (sampler *sampler) resident() float64 {
	if sampler.statm == nil {
		return math.NaN()
	}
	count, _ := sampler.statm.ReadAt(sampler.text[:], 0)
	fields := bytes.Fields(sampler.text[:count])
	if len(fields) < 2 {
		return math.NaN()
	}
	pages, err := strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		return math.NaN()
	}
	return float64(pages) * sampler.pageSize
}

func (sampler *sampler) of(name string) float64 {
	for i, sample := range sampler.samples {
		if sample.Name == name {
			return sampler.values[i]
		}
	}
	return math.NaN()
}

func (sampler *sampler) collections() float64 { return sampler.of(cyclesMetric) }
func (sampler *sampler) marked() float64      { return sampler.of(markedMetric) }

func (sampler *sampler) close() {
	if sampler.statm != nil {
		sampler.statm.Close()
	}
}

// startTicks name this very process together with its PID, as /proc/PID/stat has it; 0 where there is no /proc.
func startTicks() uint64 {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	// The name of the program, in parentheses, may have blanks.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return 0
	}
	ticks, _ := strconv.ParseUint(string(fields[19]), 10, 64)
	return ticks
}
