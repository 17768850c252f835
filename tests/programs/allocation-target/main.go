// A program that allocates at a given rate from known places, and ends in the way it is told to: for the allocation
// trace and the crash stops. Says {"pid"} first; answers "count" with the objects made so far, and "done" to the rest.
package main

import (
	"bufio"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"time"
)

// Order is what one request makes.
type Order struct {
	ID    int
	Name  string
	Lines [6]int64
	Next  *Order
}

var (
	made         int64
	kept         []*Order
	latestOrder  *Order
	latestBuffer []byte
	hash         [sha256.Size]byte
)

func main() {
	rate := flag.Int("rate", 50, "MiB that are allocated per second; 0 = as fast as it goes")
	work := flag.Int("work", 0, "how often every portion is hashed: what a program does besides allocating")
	deadlock := flag.Bool("deadlock", false, "allocate nothing, and lock up after a second")
	flag.Parse()
	// Reading the profile somewhere keeps the sampling of allocations in the program.
	_ = pprof.Lookup("heap").WriteTo(io.Discard, 1)
	fmt.Printf("{\"pid\":%d}\n", os.Getpid())
	if *deadlock {
		time.Sleep(time.Second)
		endInDeadlock()
	}
	go serve(*rate, *work)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		command, _, _ := strings.Cut(lines.Text(), " ")
		if command == "count" {
			fmt.Printf("%d\n", atomic.LoadInt64(&made))
			continue
		}
		end(lines.Text())
		fmt.Println("done")
	}
}

// serve allocates in portions: half of the bytes in buffers, half in orders and their names.
func serve(rate, work int) {
	const portion = 1 << 20
	data := make([]byte, portion)
	for start, portions := time.Now(), 0; ; portions++ {
		handleBuffers(portion / 2)
		handleOrders(portion / 2)
		for round := 0; round < work; round++ {
			hash = sha256.Sum256(data)
		}
		if rate == 0 {
			continue
		}
		due := start.Add(time.Duration(portions) * time.Second / time.Duration(rate))
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
		}
	}
}

//go:noinline
func handleBuffers(bytes int) {
	for ; bytes > 0; bytes -= 4096 {
		latestBuffer = make([]byte, 4096)
		atomic.AddInt64(&made, 1)
	}
}

//go:noinline
func handleOrders(bytes int) {
	for ; bytes > 0; bytes -= 80 {
		order := newOrder(bytes)
		if bytes%4096 == 0 && len(kept) < 100_000 {
			kept = append(kept, order)
		}
	}
}

//go:noinline
func newOrder(id int) *Order {
	atomic.AddInt64(&made, 1)
	order := &Order{ID: id}
	latestOrder = order
	return order
}
