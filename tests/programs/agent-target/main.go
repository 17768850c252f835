// A program with the agent in it, that leaks as it is told (`agent-target FOLDER MB/s`; 0: it only lives) once it gets a
// line. It prints {"pid","port"} first. A goroutine beside the agent's writes the time every few milliseconds into
// FOLDER/control: what the machine let a goroutine do is what the agent can be held to.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"time"

	"trivet.local/agent"
)

const (
	controlEvery = 5 * time.Millisecond
	controlSlots = 4096
)

var held [][]byte

func main() {
	defer agent.StartWith(agent.Options{Folder: os.Args[1], LabelsEvery: 100 * time.Millisecond}).Stop()
	http.Handle("/debug/trivet/ring", agent.Handler())
	control, err := os.Create(filepath.Join(os.Args[1], "control"))
	if err != nil {
		panic(err)
	}
	go writeControl(control)
	for tenant, goroutines := range map[string]int{"acme": 7, "small": 2} {
		for i := 0; i < goroutines; i++ {
			go pprof.Do(context.Background(), pprof.Labels("tenant", tenant), func(context.Context) { select {} })
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"pid\":%d,\"port\":%d}\n", os.Getpid(), listener.Addr().(*net.TCPAddr).Port)
	go http.Serve(listener, nil)
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if line == "end\n" {
		return
	}
	rate, _ := strconv.Atoi(os.Args[2])
	if rate == 0 {
		time.Sleep(time.Hour)
	}
	time.Sleep(time.Second)
	leak(rate)
}

func writeControl(control *os.File) {
	var stamp [8]byte
	for i := 0; ; i++ {
		binary.LittleEndian.PutUint64(stamp[:], uint64(time.Now().UnixNano()))
		control.WriteAt(stamp[:], int64(i%controlSlots)*8)
		time.Sleep(controlEvery)
	}
}

// leak keeps `rate` megabytes more each second, in steps of 10 ms.
func leak(rate int) {
	started := time.Now()
	for kept := 0; ; time.Sleep(10 * time.Millisecond) {
		due := int(time.Since(started).Seconds() * float64(rate) * 1e6)
		for ; kept < due; kept += 1 << 18 {
			block := make([]byte, 1<<18)
			for i := 0; i < len(block); i += 4096 {
				block[i] = 1
			}
			held = append(held, block)
		}
	}
}
