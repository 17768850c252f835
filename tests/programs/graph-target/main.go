// A heap whose holders know what they hold. Lines on stdin: "take" collects, counts and stops the program at once;
// after SIGCONT it prints what was true at the stop ("take FILE": with the runtime's dump of the heap in FILE). "grow N"
// lets the cache leak. Sizes are those of size classes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type node struct { // 48 bytes
	next *node
	data [5]int64
}

type item struct { // 64 bytes
	payload *[16]int64 // 128 bytes, no pointers
	name    *[4]int64  // 32 bytes, no pointers
	number  [6]int64
}

type state struct {
	hits  int
	cache struct {
		items   []*item
		pending map[int]*item
	}
}

type shape interface{ area() int }
type square struct { // 32 bytes
	next  shape
	label *[2]int64 // 16 bytes
	side  int
}

func (s *square) area() int { return s.side * s.side }

type wide struct { // 1,024 bytes
	parts [64]*[2]int64 // 16 bytes each
	rest  [64]int64
}

var (
	list    *node
	current state
	pages   [][]byte
	shapes  shape
	broad   *wide
	queue   chan *item
	left    *node
	right   *node
	scratch any
	// Of the program that was built with C.
	alsoBuild = func() {}
)

// Of what is kept: bytes by variable, its own arrays included.
var known = map[string]int{}

func newItem() *item {
	return &item{payload: new([16]int64), name: new([4]int64)}
}

const itemBytes = 64 + 128 + 32

func build() {
	for i := 0; i < 100_000; i++ {
		list = &node{next: list}
	}
	known["main.list"] = 100_000 * 48
	current.cache.items = make([]*item, 0, 131_072)
	for i := 0; i < 20_000; i++ {
		current.cache.items = append(current.cache.items, newItem())
	}
	known["main.current"] = 131_072*8 + 20_000*itemBytes
	pages = make([][]byte, 0, 256)
	for i := 0; i < 200; i++ {
		pages = append(pages, make([]byte, 8192))
	}
	known["main.pages"] = classOf(256*24) + 200*8192
	for i := 0; i < 1000; i++ {
		shapes = &square{next: shapes, label: new([2]int64), side: i}
	}
	known["main.shapes"] = 1000 * (32 + 16)
	broad = new(wide)
	for i := range broad.parts {
		broad.parts[i] = new([2]int64)
	}
	// Since Go 1.22 the object has its type in front: the next class.
	known["main.broad"] = 64*16 + classOf(1024)
	// Held by two: by none of them alone.
	for i := 0; i < 500; i++ {
		left = &node{next: left}
	}
	right = left
	scratch = make([]*node, 1000)
	scratch = nil
	queue = make(chan *item, 8)
	go worker(newBuffer())
	go worker(newBuffer())
	alsoBuild()
	time.Sleep(50 * time.Millisecond)
}

// The class that an object with pointers of so many bytes gets: with its type in front it may be the next one.
func classOf(size int) int {
	if size <= 512 || strings.HasPrefix(runtime.Version(), "go1.19") || strings.HasPrefix(runtime.Version(), "go1.20") || strings.HasPrefix(runtime.Version(), "go1.21") {
		return size
	}
	return map[int]int{1024: 1152, 6144: 6528}[size]
}

// On the heap, wherever it is called.
//
//go:noinline
func newBuffer() *[512]*node {
	buffer := new([512]*node)
	for i := range buffer {
		buffer[i] = new(node)
	}
	return buffer
}

//go:noinline
func worker(buffer *[512]*node) {
	for received := range queue {
		scratch = received
	}
	runtime.KeepAlive(buffer)
}

type truth struct {
	HeapObjects uint64         `json:"heapObjects"`
	HeapAlloc   uint64         `json:"heapAlloc"`
	Known       map[string]int `json:"known"`
}

func main() {
	// In a goroutine that ends: what its stack still names would else be held by it, too.
	built := make(chan bool)
	go func() {
		build()
		close(built)
	}()
	<-built
	var stats runtime.MemStats
	fmt.Printf("{\"pid\":%d}\n", os.Getpid())
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 4096), 4096)
	for lines.Scan() {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "grow":
			count, err := strconv.Atoi(argument)
			if err != nil {
				panic(err)
			}
			grown := make(chan bool)
			go func() {
				for i := 0; i < count; i++ {
					current.cache.items = append(current.cache.items, newItem())
				}
				close(grown)
			}()
			<-grown
			fmt.Println("{}")
		case "churn":
			go func() {
				for {
					scratch = newItem()
					left = &node{next: left.next}
				}
			}()
			fmt.Println("{}")
		case "take":
			take(&stats, argument)
		}
	}
}

// Writes the runtime's own dump of the heap, too, where a file is named.
func take(stats *runtime.MemStats, dump string) {
	var file *os.File
	if dump != "" {
		var err error
		if file, err = os.Create(dump); err != nil {
			panic(err)
		}
		defer file.Close()
	}
	runtime.GC()
	runtime.GC()
	if file != nil {
		debug.WriteHeapDump(file.Fd())
	}
	pid := syscall.Getpid()
	runtime.ReadMemStats(stats)
	syscall.Kill(pid, syscall.SIGSTOP)
	// The stop reaches this thread a little later: nothing may be allocated until then.
	for start := time.Now(); time.Since(start) < 50*time.Millisecond; {
	}
	text, err := json.Marshal(truth{stats.HeapObjects, stats.HeapAlloc, known})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}
