// What is registered and never taken out again: callbacks, observers, connections, finalizers.
package main

import (
	"bufio"
	"net"
	"runtime"
)

type subscriber interface {
	notify(text string)
}

type view struct {
	cells [8192]int64
}

func (v *view) notify(text string) { v.cells[0] += int64(len(text)) }

type eventBus struct {
	topic       string
	subscribers []subscriber
}

var bus = &eventBus{topic: "changes"}

// kind observers, held by main.bus.subscribers
var _ = leak("observers", func(step int) {
	bus.subscribers = append(bus.subscribers, new(view)) // allocated: observers
})

type hookTable struct {
	byName map[int]func() int
}

var hooks = hookTable{map[int]func() int{}}

// kind closure-registry, held by main.hooks.byName
var _ = leak("closure-registry", func(step int) {
	large := make([]int64, 8192) // allocated: closure-registry
	hooks.byName[step] = func() int { return len(large) }
})

type connection struct {
	remote net.Conn
	input  *bufio.Reader
}

type server struct {
	address string
	open    map[net.Conn]*connection
}

var listener = &server{open: map[net.Conn]*connection{}}

// kind connections, held by main.listener.open
var _ = leak("connections", func(step int) {
	near, _ := net.Pipe()
	input := bufio.NewReaderSize(near, 64<<10) // allocated: connections
	listener.open[near] = &connection{near, input}
})

// Two that hold each other, both with a finalizer: neither is ever run.
type handle struct {
	peer   *handle
	buffer []byte
}

// kind finalizer-cycle, held by finalizers
var _ = leak("finalizer-cycle", func(step int) {
	left, right := newHandle(), newHandle()
	left.peer, right.peer = right, left
	runtime.SetFinalizer(left, (*handle).close)
	runtime.SetFinalizer(right, (*handle).close)
})

func newHandle() *handle {
	return &handle{buffer: make([]byte, chunk/2)} // allocated: finalizer-cycle
}

func (h *handle) close() { use(h.buffer) }

type bufferPool struct {
	free chan []byte
}

var buffers = bufferPool{make(chan []byte, 1<<16)}

// A pool of one's own that never lets go.
// kind channel-pool, held by main.buffers.free
var _ = leak("channel-pool", func(step int) {
	buffers.free <- make([]byte, chunk) // allocated: channel-pool
})
