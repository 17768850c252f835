// Command profile-server allocates and leaks until it is told to pause, and serves net/http/pprof all the while. It prints
// the address it listens on. POST /pause answers when no goroutine of its own allocates any more, two collections are
// done and the next is far: profiles taken from then on are of one moment. POST /resume lets it go on. PROFILE_RATE in
// the environment is the heap profile's sampling rate in bytes.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
)

type node struct {
	payload []byte
	next    *node
}

// gate lets workers through while it is open, and tells when all of them wait in front of it.
type gate struct {
	mutex   sync.Mutex
	changed *sync.Cond
	closed  bool
	waiting int
}

func newGate() *gate {
	g := &gate{}
	g.changed = sync.NewCond(&g.mutex)
	return g
}

func (g *gate) pass() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for g.closed {
		g.waiting++
		g.changed.Broadcast()
		g.changed.Wait()
		g.waiting--
	}
}

func (g *gate) close(workers int) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.closed = true
	for g.waiting < workers {
		g.changed.Wait()
	}
}

func (g *gate) open() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.closed = false
	g.changed.Broadcast()
}

type store[K comparable] struct {
	mutex   sync.Mutex
	entries map[K]*node
}

func (s *store[K]) push(key K, size int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.entries[key] = &node{payload: make([]byte, size), next: s.entries[key]}
}

var (
	byNumber = store[int]{entries: map[int]*node{}}
	byName   = store[string]{entries: map[string]*node{}}
)

func worker(id int, g *gate) {
	for round := 0; ; round++ {
		g.pass()
		grow(id, round, round%7)
		if round%64 == 0 {
			runtime.Gosched()
		}
	}
}

// grow goes to a depth of its own, so that stacks differ.
func grow(id, round, depth int) {
	if depth > 0 {
		grow(id, round, depth-1)
		return
	}
	size := 16 << (round % 11)
	if round%5 == 0 {
		byNumber.push(round%100, size)
	} else if round%5 == 1 {
		byName.push(strings.Repeat("k", 1+round%20), size/2+1)
	} else {
		forget(size)
	}
	// What is kept stays small enough for a test.
	if round%4000 == 3999 {
		byNumber.mutex.Lock()
		byNumber.entries = map[int]*node{}
		byNumber.mutex.Unlock()
		byName.mutex.Lock()
		byName.entries = map[string]*node{}
		byName.mutex.Unlock()
	}
}

var sink [][]byte

//go:noinline
func forget(size int) { _ = append(sink, make([]byte, size)) }

// leak parks goroutines on a channel that nobody else can reach.
func leak(count int) {
	for i := 0; i < count; i++ {
		go func() {
			<-make(chan int)
		}()
	}
}

func init() {
	if rate, err := strconv.Atoi(os.Getenv("PROFILE_RATE")); err == nil {
		runtime.MemProfileRate = rate
	}
}

func main() {
	const workers = 4
	leak(5)
	g := newGate()
	for id := 0; id < workers; id++ {
		go worker(id, g)
	}
	usual := 100
	http.HandleFunc("/pause", func(http.ResponseWriter, *http.Request) {
		g.close(workers)
		runtime.GC()
		runtime.GC()
		usual = debug.SetGCPercent(-1)
	})
	http.HandleFunc("/resume", func(http.ResponseWriter, *http.Request) {
		debug.SetGCPercent(usual)
		g.open()
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	err = http.Serve(listener, nil)
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
