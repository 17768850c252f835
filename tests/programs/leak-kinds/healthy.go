// What looks like a leak and is none: nothing of it holds more than before once it is warm.
package main

import (
	"bytes"
	"sync"
)

const bound = 200

// Full after the first growth: the oldest goes.
var bounded = struct {
	pages  map[int][]byte
	oldest int
}{pages: map[int][]byte{}}

var _ = healthy("bounded-cache", func(step int) {
	bounded.pages[step] = make([]byte, chunk)
	for len(bounded.pages) > bound {
		delete(bounded.pages, bounded.oldest)
		bounded.oldest++
	}
}, nil)

var ring [256][]byte

var _ = healthy("full-ring", func(step int) {
	ring[step%len(ring)] = make([]byte, chunk)
}, nil)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var _ = healthy("sync-pool", func(step int) {
	buffer := pool.Get().(*bytes.Buffer)
	buffer.Reset()
	buffer.Write(line64K)
	pool.Put(buffer)
}, nil)

var batch [][]byte

var _ = healthy("batch", func(step int) {
	batch = append(batch, make([]byte, chunk))
}, func() { batch = nil })

// Grows with each step, and is given back but for what it always has.
var queue = make([][]byte, 0, 64)

var _ = healthy("grown-and-released", func(step int) {
	queue = append(queue, make([]byte, chunk))
}, func() {
	kept := make([][]byte, 48, 64)
	copy(kept, queue[len(queue)-48:])
	queue = kept
})

var _ = healthy("workers-come-and-go", func(step int) {
	var group sync.WaitGroup
	for i := 0; i < 4; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			use(make([]byte, chunk))
		}()
	}
	group.Wait()
}, nil)
