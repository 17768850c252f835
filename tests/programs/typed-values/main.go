// A program that knows its own values: it fills package-level variables of every kind, writes down what they hold as JSON
// (walked with reflect, which shares nothing with the reader under test), says its PID, and stops itself with SIGSTOP.
// Trivet must decode the same from its memory.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"
)

func main() {
	runtime.MemProfileRate = 4096
	fill()
	fillMaps()
	held = &holder{Order: order, Wide: wideKeys, Many: nested, Faces: faces, Shared: &order}
	held.Self = held
	allocate()
	park()
	truth := map[string]any{
		"version":     runtime.Version(),
		"variables":   variables(),
		"allocations": allocations(),
		"objects":     objects(),
	}
	text, err := json.Marshal(truth)
	check(err)
	check(os.WriteFile(os.Args[1], text, 0o644))
	runtime.GC()
	runtime.GC()
	fillPool()
	fmt.Printf("{\"pid\":%d}\n", os.Getpid())
	syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
	for {
		time.Sleep(time.Hour)
	}
}

// park leaves goroutines with labels behind.
func park() {
	started := make(chan bool)
	wait := func(context.Context) { started <- true; select {} }
	one := pprof.Labels("tenant", "north", "order", "A-17")
	many := []string{}
	for i := 0; i < 12; i++ {
		many = append(many, fmt.Sprintf("key%02d", i), fmt.Sprintf("value %d ☕", i))
	}
	go pprof.Do(context.Background(), one, wait)
	<-started
	go pprof.Do(context.Background(), pprof.Labels(many...), wait)
	<-started
	go wait(nil)
	<-started
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
