package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"time"
)

var (
	// Nobody sends on the one or receives from the other: on one channel they would meet, and a
	// panic parked in its deferred function would go on and end the process.
	never   = make(chan int)
	nowhere = make(chan int)
	gate    sync.Mutex
	group   sync.WaitGroup
	cond    = sync.NewCond(&sync.Mutex{})
	// Of the program that was built with C.
	alsoPark []func()
)

type box[T any] struct{ value T }

func (b *box[T]) wait() T {
	<-never
	return b.value
}

type waiter interface{ hold() }
type embedded struct{ inner }
type inner struct{}

func (inner) hold() { <-never }

// park starts goroutines in many states and returns when they are there.
func park() {
	gate.Lock()
	group.Add(1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	reader, _, err := os.Pipe()
	check(err)
	var method waiter = &embedded{}
	starts := []func(){
		func() { <-never },
		func() { nowhere <- 1 },
		func() {
			select {
			case <-never:
			case nowhere <- 2:
			}
		},
		func() { select {} },
		func() { gate.Lock() },
		func() { group.Wait() },
		func() { cond.L.Lock(); cond.Wait() },
		func() { time.Sleep(time.Hour) },
		func() { listener.Accept() },
		func() { reader.Read(make([]byte, 1)) },
		func() { deep(60) },
		func() { deep(1500) },
		func() { inlined(1) },
		func() { (&box[string]{}).wait() },
		func() { (&box[int]{}).wait() },
		method.hold,
		deferring,
		panicking,
		rethrowing,
		goexiting,
		faulting,
		func() { runtime.LockOSThread(); <-never },
	}
	for _, start := range append(starts, alsoPark...) {
		go start()
	}
	time.Sleep(300 * time.Millisecond)
}

func parkMany(count int) {
	for i := 0; i < count; i++ {
		go deep(i % 12)
	}
}

//go:noinline
func deep(depth int) int {
	if depth == 0 {
		<-never
		return 0
	}
	return deep(depth-1) + 1
}

// Three calls in one function's code.
func inlined(n int) { outer(n) }
func outer(n int)   { middle(n + 1) }
func middle(n int) {
	if n > 0 {
		<-never
	}
}

// In a loop, so that the compiler has to keep a list.
func deferring() {
	for i := 0; i < 3; i++ {
		defer cleanUp(i)
	}
	<-never
}

//go:noinline
func cleanUp(i int) { fmt.Fprintln(os.Stderr, i) }

func panicking() {
	defer func() { <-never }()
	panic("glyph cache is full")
}

func rethrowing() {
	defer func() {
		defer func() { <-never }()
		panic(fmt.Errorf("second: %w", errors.New("first")))
	}()
	panic(42)
}

func goexiting() {
	defer func() { <-never }()
	runtime.Goexit()
}

var nobody *node

func faulting() {
	defer func() { <-never }()
	nobody.data[0]++
}
