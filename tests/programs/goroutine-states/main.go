// goroutine-states parks goroutines in every state that a program can bring about, writes down which goroutine it
// parked where, and dumps itself in each of the runtime's formats. It is the truth that dump readers are held against.
//
//	goroutine-states dump FOLDER SECONDS   truth.json, debug1.txt, debug2.txt, goroutine.pb.gz, after SECONDS of waiting
//	goroutine-states serve COUNT           net/http/pprof on a free loopback port, with COUNT more goroutines; prints its URL
//	goroutine-states crash KIND            panic, nil, deadlock, map, repanic, quit: dies of it
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"time"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: goroutine-states dump FOLDER SECONDS | serve COUNT | crash KIND")
		os.Exit(2)
	}
	switch os.Args[1] {
	case "dump":
		dump(os.Args[2], number(os.Args[3]))
	case "serve":
		serve(number(os.Args[2]))
	case "crash":
		crash(os.Args[2])
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func dump(folder string, seconds int) {
	lot := &Lot{}
	parkAll(lot)
	// Those that were started last may still be on their way to where they park.
	time.Sleep(200 * time.Millisecond)
	// Since when a goroutine waits is only known to be before the collection before the first that met it waiting.
	runtime.GC()
	runtime.GC()
	time.Sleep(time.Second * time.Duration(seconds))
	truth, err := json.Marshal(struct {
		Main   uint64   `json:"main"`
		Parked []Parked `json:"parked"`
	}{goroutineID(), lot.parked})
	check(err)
	check(os.WriteFile(filepath.Join(folder, "truth.json"), truth, 0o644))
	for name, debug := range map[string]int{"goroutine.pb.gz": 0, "debug1.txt": 1, "debug2.txt": 2} {
		file, err := os.Create(filepath.Join(folder, name))
		check(err)
		check(pprof.Lookup("goroutine").WriteTo(file, debug))
		check(file.Close())
	}
}

func serve(count int) {
	lot := &Lot{}
	parkAll(lot)
	lot.start("many", count, func() { receive(make(chan int)) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Printf("http://%s/debug/pprof\n", listener.Addr())
	go func() {
		// Ends with whoever started it.
		os.Stdin.Read(make([]byte, 1))
		os.Exit(0)
	}()
	check(http.Serve(listener, nil))
}
