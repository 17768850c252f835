package main

import (
	"fmt"
	"os"
	"sync/atomic"
)

// A leakLimit ends the leak before a demo that somebody forgot takes all of a machine's memory: what was leaked stays,
// and no more comes.
type leakLimit struct {
	bytes int64
	held  atomic.Int64
}

// keep reports whether these bytes may stay behind as well. The first refusal is said on stderr.
func (l *leakLimit) keep(bytes int64) bool {
	held := l.held.Add(bytes)
	if held <= l.bytes {
		return true
	}
	if held-bytes <= l.bytes {
		fmt.Fprintf(os.Stderr, "gateway: %d MiB leaked; the leak stops here (-max-heap)\n", l.bytes>>20)
	}
	return false
}
