package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Parked is one goroutine as the program itself knows it.
type Parked struct {
	ID     uint64            `json:"id"`
	Pool   string            `json:"pool"`
	Parent uint64            `json:"parent"`
	Locked bool              `json:"locked"`
	Labels map[string]string `json:"labels"`
}

// A Lot starts goroutines and remembers each by the id that the runtime gave it.
type Lot struct {
	mutex  sync.Mutex
	parked []Parked
}

// goroutineID asks the runtime; there is no other way than its own stack's first line.
func goroutineID() uint64 {
	var buffer [64]byte
	line := buffer[:runtime.Stack(buffer[:], false)]
	id, err := strconv.ParseUint(string(bytes.Fields(line)[1]), 10, 64)
	if err != nil {
		panic(err)
	}
	return id
}

func (lot *Lot) note(pool string, parent uint64, locked bool, labels map[string]string) {
	lot.mutex.Lock()
	defer lot.mutex.Unlock()
	lot.parked = append(lot.parked, Parked{goroutineID(), pool, parent, locked, labels})
}

// start runs park in count goroutines and returns when all of them are about to.
func (lot *Lot) start(pool string, count int, park func()) {
	parent := goroutineID()
	var ready sync.WaitGroup
	ready.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			lot.note(pool, parent, false, nil)
			ready.Done()
			park()
		}()
	}
	ready.Wait()
}

func (lot *Lot) startLabelled(pool string, count int, labels ...string) {
	parent := goroutineID()
	byKey := map[string]string{}
	for i := 0; i < len(labels); i += 2 {
		byKey[labels[i]] = labels[i+1]
	}
	var ready sync.WaitGroup
	ready.Add(count)
	pprof.Do(context.Background(), pprof.Labels(labels...), func(context.Context) {
		for i := 0; i < count; i++ {
			go func() {
				lot.note(pool, parent, false, byKey)
				ready.Done()
				receive(make(chan int))
			}()
		}
	})
	ready.Wait()
}

func (lot *Lot) startLocked() {
	parent := goroutineID()
	ready := make(chan bool)
	go func() {
		runtime.LockOSThread()
		lot.note("locked", parent, true, nil)
		ready <- true
		receive(make(chan int))
	}()
	<-ready
}

//go:noinline
func send(channel chan int) { channel <- 1 }

//go:noinline
func receive(channel chan int) int { return <-channel }

//go:noinline
func choose(left, right chan int) int {
	select {
	case value := <-left:
		return value
	case value := <-right:
		return value
	}
}

//go:noinline
func forever() { select {} }

type store[T any] struct {
	mutex  sync.RWMutex
	values map[string]T
}

//go:noinline
func (s *store[T]) get(key string) T {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return s.values[key]
}

//go:noinline
func descend(depth int, channel chan int) int {
	if depth == 0 {
		return receive(channel)
	}
	return descend(depth-1, channel) + 1
}

func inlined(channel chan int) int { return receive(channel) }

// parkAll fills the lot. Nothing that is parked ever goes on.
func parkAll(lot *Lot) {
	lot.start("send", 3, func() { send(make(chan int)) })
	lot.start("receive", 5, func() { receive(make(chan int)) })
	lot.start("nil-receive", 1, func() { receive(nil) })
	lot.start("nil-send", 1, func() { send(nil) })
	lot.start("select", 4, func() { choose(make(chan int), make(chan int)) })
	lot.start("no-cases", 1, forever)
	lot.start("inlined", 2, func() { inlined(make(chan int)) })
	lot.start("deep", 1, func() { descend(200, make(chan int)) })

	var mutex sync.Mutex
	mutex.Lock()
	lot.start("mutex", 2, mutex.Lock)
	shared := &store[int]{}
	shared.mutex.Lock()
	lot.start("rwmutex", 2, func() { shared.get("key") })
	cond := sync.NewCond(&sync.Mutex{})
	lot.start("cond", 2, func() { cond.L.Lock(); cond.Wait() })
	var group sync.WaitGroup
	group.Add(1)
	lot.start("waitgroup", 2, group.Wait)
	lot.start("sleep", 2, func() { time.Sleep(time.Hour) })

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	lot.start("accept", 1, func() { listener.Accept() })
	var pipe [2]int
	if err := syscall.Pipe(pipe[:]); err != nil {
		panic(err)
	}
	lot.start("syscall", 1, func() { syscall.Read(pipe[0], make([]byte, 1)) })
	reader, writer, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	lot.start("pipe", 1, func() { reader.Read(make([]byte, 1)); writer.Close() })

	lot.startLabelled("readers", 3, "pool", "readers")
	lot.startLabelled("tricky", 2, "a]: b", "c\"], \\ \n{}\té世", "tenant", "1")
	lot.startLocked()
}
