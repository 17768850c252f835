// A program with the agent in it, that leaks as it is told (`agent-target FOLDER MB/s [waves|faster|bursts]`; 0: it only
// lives) once it gets a
// line. It prints {"pid","port"} first. A goroutine beside the agent's writes the time every few milliseconds into
// FOLDER/control: what the machine let a goroutine do is what the agent can be held to.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand"
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
	rate, _ := strconv.ParseFloat(os.Args[2], 64)
	if rate == 0 {
		time.Sleep(time.Hour)
	}
	time.Sleep(time.Second)
	how := ""
	if len(os.Args) > 3 {
		how = os.Args[3]
	}
	leak(how, rate)
}

func writeControl(control *os.File) {
	var stamp [8]byte
	for i := 0; ; i++ {
		binary.LittleEndian.PutUint64(stamp[:], uint64(time.Now().UnixNano()))
		control.WriteAt(stamp[:], int64(i%controlSlots)*8)
		time.Sleep(controlEvery)
	}
}

// leak keeps so many megabytes more each second, in steps of 10 ms: evenly, or in one of the uneven ways.
func leak(how string, rate float64) {
	const step = 10 * time.Millisecond
	started, last := time.Now(), time.Duration(0)
	kept, due := 0, 0.0
	bursts := false
	for ; ; time.Sleep(step) {
		since := time.Since(started)
		factor := 1.0
		switch how {
		case "waves":
			factor = 1 + 0.3*math.Sin(2*math.Pi*since.Seconds()/4)
		case "faster":
			factor = 1 + since.Seconds()/10
		case "bursts":
			if rand.Float64() < 0.02 {
				bursts = !bursts
			}
			factor = 0.4
			if bursts {
				factor = 1.6
			}
		}
		due += rate * 1e6 * factor * (since - last).Seconds()
		for last = since; float64(kept) < due; kept += 1 << 18 {
			block := make([]byte, 1<<18)
			for i := 0; i < len(block); i += 4096 {
				block[i] = 1
			}
			held = append(held, block)
		}
	}
}
