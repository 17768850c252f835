package main

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type State uint8
type Base struct{ Created time.Time }
type Line struct {
	Price int32
	Note  string
}
type Key struct {
	Region string
	Number int16
}
type Pair[K comparable, V any] struct {
	Key   K
	Value V
}
type Order struct {
	Base
	ID       string
	Amount   int64
	state    State
	Tags     []string
	Lines    [2]Line
	Next     *Order
	Extra    any
	Err      error
	Name     fmt.Stringer
	Wait     time.Duration
	Rates    map[string]float64
	ByKey    map[Key]*Line
	Done     bool
	Small    int8
	Wide     uint64
	Ratio    float32
	Wave     complex128
	Raw      []byte
	Digest   [4]byte
	Nothing  struct{}
	Function func(int) string
	Queue    chan int
	pairs    []Pair[string, int]
	pointer  **int
	empty    []int
	absent   map[string]int
}
type tenant string

func (t tenant) String() string { return string(t) }

type node struct {
	value int
	next  *node
}
type huge [200]byte

// Large and with pointers: the runtime keeps its type, since Go 1.22.
type holder struct {
	padding [600]byte
	Self    *holder
	Order   Order
	Wide    map[huge]string
	Many    map[string]map[int][]string
	Faces   map[any]error
	Shared  any
}

var (
	order    Order
	orders   []*Order
	ring     *node
	names    = map[int]string{}
	shared   atomic.Value
	pool     = sync.Pool{}
	queue    = make(chan Pair[string, int], 5)
	stuck    = make(chan *Line)
	hidden   any
	captures func() int
	number   = 42
	maxUint  uint64
	minInt   int64
	held     *holder
)

// fillPool comes last: two collections empty a pool.
func fillPool() {
	for i := 0; i < 3; i++ {
		pool.Put(&Line{Price: int32(i), Note: "pooled"})
	}
}

func describe(i int) string { return fmt.Sprint(i) }

func fill() {
	pointer := &number
	order = Order{
		Base:     Base{Created: time.Unix(1_700_000_000, 250_000_000)},
		ID:       "A-17 \"quoted\" \u202e ☕\n",
		Amount:   -1999,
		state:    3,
		Tags:     []string{"new", "", "blue"},
		Lines:    [2]Line{{Price: 7, Note: "first"}, {Price: -8}},
		Next:     &Order{ID: "B-18", Amount: 1 << 40, Extra: 3.5},
		Extra:    Pair[string, int]{"a", 1},
		Err:      errors.New("no stock"),
		Name:     tenant("north"),
		Wait:     90*time.Minute + 1500*time.Millisecond,
		Rates:    map[string]float64{"eur": 1.25, "usd": -0.1},
		ByKey:    map[Key]*Line{{"eu", 3}: {Price: 5, Note: "keyed"}},
		Done:     true,
		Small:    -128,
		Wide:     1<<64 - 1,
		Ratio:    0.1,
		Wave:     complex(1.5, -2),
		Raw:      []byte("raw \x01\xff"),
		Digest:   [4]byte{'a', 'b', 'c', 'd'},
		Function: describe,
		Queue:    make(chan int, 3),
		pairs:    []Pair[string, int]{{"x", 1}, {"y", 2}},
		pointer:  &pointer,
		empty:    []int{},
	}
	for i := 0; i < 100; i++ {
		orders = append(orders, &Order{
			ID:     fmt.Sprintf("order %d", i),
			Amount: int64(i * i),
			Next:   &Order{ID: fmt.Sprintf("next of %d", i), Extra: i},
			Tags:   []string{fmt.Sprint("tag ", i)}[:i%2],
		})
	}
	maxUint = 1<<64 - 1
	minInt = -1 << 63
	ring = &node{value: 1}
	ring.next = &node{value: 2, next: ring}
	shared.Store(&Line{Price: 11, Note: "shared"})
	hidden = &order.Lines[0]
	for i := 0; i < 7; i++ {
		queue <- Pair[string, int]{fmt.Sprint("queued ", i), i}
		if i < 3 {
			<-queue
		}
	}
	sender := make(chan bool)
	go func() {
		sender <- true
		stuck <- &Line{Price: 99, Note: "waits to be sent"}
	}()
	<-sender
	counter := 0
	captures = func() int { counter++; return counter }
	time.Sleep(50 * time.Millisecond)
}
