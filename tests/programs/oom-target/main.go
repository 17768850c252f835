// A program that dies as it is told: by leaking into its limit at a steady rate (`leak MB/s`), or by one of the ends
// that a Go program can have (`panic`, `exit`, `overflow`, `abort`, `fatal`, `wait`), after a second of quiet life.
// It prints its PID first.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"syscall"
	"time"
)

var held [][]byte

func main() {
	fmt.Println(os.Getpid())
	// The linker turns sampling off where nothing uses profiles.
	if len(os.Args) > 3 {
		_ = pprof.Lookup("heap").WriteTo(os.Stdout, 0)
	}
	// Some life before the end: a heap that is not empty.
	for i := 0; i < 40; i++ {
		held = append(held, touched(1<<20))
	}
	runtime.GC()
	// Begins when it is told to: by then whoever looks on is ready.
	bufio.NewReader(os.Stdin).ReadString('\n')
	time.Sleep(time.Second)
	switch os.Args[1] {
	case "leak":
		rate, _ := strconv.Atoi(os.Args[2])
		leak(rate)
	case "panic":
		var none []int
		fmt.Println(none[len(held)])
	case "exit":
		os.Exit(3)
	case "overflow":
		// A gigabyte, which is the default, would meet the limit of memory first.
		debug.SetMaxStack(64 << 20)
		fmt.Println(overflow(1))
	case "abort":
		syscall.Kill(os.Getpid(), syscall.SIGABRT)
		time.Sleep(time.Minute)
	case "fatal":
		seen := map[int]int{}
		for i := 0; i < 4; i++ {
			go func() {
				for n := 0; ; n++ {
					seen[n] = n
				}
			}()
		}
		time.Sleep(time.Minute)
	default:
		time.Sleep(time.Hour)
	}
}

// leak keeps `rate` megabytes more each second, in steps of 10 ms.
func leak(rate int) {
	started := time.Now()
	for kept := 0; ; time.Sleep(10 * time.Millisecond) {
		due := int(time.Since(started).Seconds() * float64(rate) * 1e6)
		for ; kept < due; kept += 1 << 18 {
			held = append(held, touched(1<<18))
		}
	}
}

func touched(size int) []byte {
	block := make([]byte, size)
	for i := 0; i < size; i += 4096 {
		block[i] = 1
	}
	return block
}

func overflow(depth int) int {
	return overflow(depth+1) + overflow(depth+2)
}
