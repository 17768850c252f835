package agent

import (
	"bytes"
	"runtime"
	"runtime/pprof"
	"sort"
	"strconv"
	"time"
)

const (
	// Goroutines beyond which a profile of them costs more than it tells.
	mostGoroutines = 10_000
	// Of all time that may go into it.
	costShare = 1000
	// Sets of labels that are written, those with the most goroutines.
	mostSets = 8
	// Where nothing has labels it is looked after less often.
	emptyRest = 10 * time.Second
)

// census counts the goroutines of each set of profiler labels: which tenant had how many when it ended.
type census struct {
	every time.Duration
	text  bytes.Buffer
}

func newCensus(every time.Duration) *census { return &census{every: every} }

// write counts once, and gives how long to rest before the next time.
func (census *census) write(ring *ring, stamp func(time.Time) int64) time.Duration {
	if runtime.NumGoroutine() > mostGoroutines {
		return emptyRest
	}
	began := time.Now()
	census.text.Reset()
	if pprof.Lookup("goroutine").WriteTo(&census.text, 1) != nil {
		return emptyRest
	}
	sets := countSets(census.text.Bytes())
	at := stamp(time.Now())
	for i, set := range sets {
		if i == mostSets {
			break
		}
		ring.writeText(at, kindLabels, float64(set.goroutines), set.labels)
	}
	rest := census.every
	if len(sets) == 0 && rest < emptyRest {
		rest = emptyRest
	}
	if cost := time.Since(began) * costShare; rest < cost {
		rest = cost
	}
	// A thousand goroutines once should not hold a megabyte for good.
	if census.text.Cap() > 1<<20 {
		census.text = bytes.Buffer{}
	}
	return rest
}

type labelSet struct {
	labels     string
	goroutines int
}

// countSets reads a goroutine profile as text: `2 @ 0x47… 0x40…`, then `# labels: {"tenant":"acme"}` where there are any.
func countSets(text []byte) []labelSet {
	counts := map[string]int{}
	count := 0
	for len(text) > 0 {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		if at := bytes.Index(line, []byte(" @ ")); at > 0 && line[0] != '#' {
			count, _ = strconv.Atoi(string(line[:at]))
		} else if labels := bytes.TrimPrefix(line, []byte("# labels: ")); len(labels) < len(line) {
			counts[string(labels)] += count
		}
	}
	sets := make([]labelSet, 0, len(counts))
	for labels, goroutines := range counts {
		sets = append(sets, labelSet{labels, goroutines})
	}
	sort.Slice(sets, func(i, j int) bool {
		if sets[i].goroutines != sets[j].goroutines {
			return sets[i].goroutines > sets[j].goroutines
		}
		return sets[i].labels < sets[j].labels
	})
	return sets
}
