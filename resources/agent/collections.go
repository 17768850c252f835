package agent

import (
	"math"
	"runtime/debug"
	"time"
)

// Collections of one tick that get an entry each. A program that collects more often than this would fill the ring with
// them alone; the samples still count all.
const mostAtOnce = 8

type collections struct {
	seen  float64
	stats debug.GCStats
}

func newCollections() *collections {
	// With room for all 256 that the runtime remembers, reading allocates nothing.
	return &collections{stats: debug.GCStats{
		Pause:    make([]time.Duration, 0, 2*256+3),
		PauseEnd: make([]time.Time, 0, 256),
	}}
}

// writeNew writes what was collected since the last call. The runtime remembers when each one ended: entries are later
// than that by a tick at most, their time is exact. `marked` is what the newest found live.
func (collections *collections) writeNew(ring *ring, cycles, marked float64) {
	if cycles == collections.seen {
		return
	}
	collections.seen = cycles
	before := collections.stats.NumGC
	stats := &collections.stats
	debug.ReadGCStats(stats)
	count := int(stats.NumGC - before)
	for _, most := range []int{mostAtOnce, len(stats.Pause), len(stats.PauseEnd)} {
		if count > most {
			count = most
		}
	}
	// The newest stand first.
	for i := count - 1; i >= 0; i-- {
		live := math.NaN()
		if i == 0 {
			live = marked
		}
		values := [3]float64{float64(stats.NumGC - int64(i)), float64(stats.Pause[i]), live}
		ring.writeValues(stats.PauseEnd[i].UnixNano(), kindCollection, values[:])
	}
}
