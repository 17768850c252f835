package main

import "time"

var (
	large  [][]byte
	small  []*node
	pages  map[int]*[4096]byte
	texts  []string
	sunk   any
	spinOn = true
)

type node struct {
	next *node
	data [5]int64
}

// fill gives many size classes objects, with and without pointers, garbage among them.
func fill() {
	for i := 0; i < 24; i++ {
		large = append(large, make([]byte, 40_000+i*5000))
	}
	pages = map[int]*[4096]byte{}
	for i := 0; i < 500; i++ {
		pages[i] = newPage()
	}
	for i := 0; i < 20_000; i++ {
		small = append(small, &node{})
		if i%3 == 0 {
			sunk = make([]*node, i%64)
		}
	}
	for i := 0; i < 3000; i++ {
		texts = append(texts, string(make([]byte, 1+i%700)))
	}
	for i := 0; i < 500; i += 2 {
		delete(pages, i)
	}
}

// Small enough to be inlined: its caller's stacks in the profile have a call within a call.
func newPage() *[4096]byte { return new([4096]byte) }

func spin() {
	for spinOn {
		compute(1000)
	}
}

//go:noinline
func compute(n int) (sum int) {
	for i := 0; i < n; i++ {
		sum += i * i
	}
	return sum
}

func churn() {
	for spinOn {
		for i := 0; i < 100; i++ {
			sunk = make([]byte, 100+i*50)
			go func() { sunk = newPage() }()
		}
		time.Sleep(time.Millisecond)
	}
}
