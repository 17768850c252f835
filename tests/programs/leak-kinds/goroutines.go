// Goroutines that never end, and what hangs on them.
package main

import (
	"context"
	"sync"
	"time"
)

// kind blocked-send, held by main.answer
var _ = leak("blocked-send", func(step int) {
	replies := make(chan int)
	go answer(replies)
	// The caller gave up: nobody reads.
})

func answer(replies chan int) {
	result := make([]byte, chunk) // allocated: blocked-send
	replies <- len(result)
	use(result)
}

// kind blocked-receive, held by main.consume
var _ = leak("blocked-receive", func(step int) {
	go consume(make(chan []byte))
})

func consume(input chan []byte) {
	window := newWindow()
	for chunk := range input {
		copy(window, chunk)
	}
	use(window)
}

func newWindow() []byte {
	return make([]byte, chunk) // allocated: blocked-receive
}

// kind ticker, held by main.poll
var _ = leak("ticker", func(step int) {
	go poll(time.NewTicker(time.Hour))
})

func poll(ticker *time.Ticker) {
	state := make([]byte, chunk) // allocated: ticker
	for range ticker.C {
		state[0]++
	}
	use(state)
}

// kind timer-closure, held by runtime.allp[].timers
var _ = leak("timer-closure", func(step int) {
	reply := make([]byte, chunk) // allocated: timer-closure
	time.AfterFunc(24*time.Hour, func() { use(reply) })
})

type userKey struct{}

var background = newBackground()

func newBackground() context.Context {
	ctx, forgotten := context.WithCancel(context.Background())
	_ = forgotten
	return ctx
}

// kind context-children, held by main.background.children
var _ = leak("context-children", func(step int) {
	user := make([]byte, chunk) // allocated: context-children
	child, forgotten := context.WithCancel(context.WithValue(background, userKey{}, user))
	_, _ = child, forgotten
})

var (
	endless = make(chan int)
	ready   = make(chan bool)
	started sync.Once
)

// kind defer-in-loop, held by main.serve
var _ = leak("defer-in-loop", func(step int) {
	started.Do(func() { go serve() })
	endless <- step
	<-ready
})

func serve() {
	for range endless {
		scratch := make([]byte, chunk) // allocated: defer-in-loop
		defer func() { use(scratch) }()
		scratch = nil2(scratch)
		ready <- true
	}
}

//go:noinline
func nil2(scratch []byte) []byte { return scratch }

var used int

//go:noinline
func use(bytes []byte) { used += len(bytes) }
