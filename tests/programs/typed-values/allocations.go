package main

import (
	"fmt"
	"runtime"
)

type page struct {
	self *page
	data [9000]byte
}

var (
	pages  []*page
	blocks [][]byte
)

//go:noinline
func newPages(n int) {
	for i := 0; i < n; i++ {
		p := &page{}
		p.self = p
		p.data[0] = byte(i)
		pages = append(pages, p)
	}
}

//go:noinline
func newBlocks(n int) {
	for i := 0; i < n; i++ {
		blocks = append(blocks, make([]byte, 20_000))
	}
}

type closer struct{ name string }

var closers []*closer

func closeIt(c *closer) { c.name = "closed" }

// allocate makes sampled objects of two sites, and objects with finalizers.
func allocate() {
	newPages(300)
	newBlocks(40)
	for i := 0; i < 5; i++ {
		c := &closer{fmt.Sprint("closer ", i)}
		runtime.SetFinalizer(c, closeIt)
		closers = append(closers, c)
	}
	addCleanups()
}

// allocations are the addresses that may be sampled, by site.
func allocations() map[string][]string {
	found := map[string][]string{}
	for _, p := range pages {
		found["main.newPages"] = append(found["main.newPages"], fmt.Sprintf("%p", p))
	}
	for _, b := range blocks {
		found["main.newBlocks"] = append(found["main.newBlocks"], fmt.Sprintf("%p", b))
	}
	for _, c := range closers {
		found["finalizers"] = append(found["finalizers"], fmt.Sprintf("%p", c))
	}
	return found
}

// objects are addresses in the heap of which the runtime keeps the type, since Go 1.22.
func objects() map[string]string {
	return map[string]string{"held": fmt.Sprintf("%p", held), "page": fmt.Sprintf("%p", pages[7]), "order": fmt.Sprintf("%p", orders[5])}
}
