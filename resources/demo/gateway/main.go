// Gateway is Trivet's demo target: a payment gateway that prints receipts. It serves healthy traffic with garbage and a
// worker pool, and, unless -leak=false, forgets to reset the glyph cache of its rasteriser after a receipt, until -max-heap
// is leaked.
//
// It prints one JSON line on stdout when it serves: {"url":"http://127.0.0.1:PORT/debug/pprof","pid":N}.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to serve on; port 0 picks a free one")
	rate := flag.Float64("rate", 250, "requests a second that the built-in load generator sends; 0 sends none")
	leak := flag.Bool("leak", true, "forget to reset the glyph cache: about 4 KiB stay behind for each request")
	maxHeap := flag.Int64("max-heap", 1024, "MiB after which the leak stops; the program serves on")
	watchStdin := flag.Bool("watch-stdin", false, "exit when standard input ends, so as not to outlive a parent")
	flag.Parse()

	if err := run(*listen, *rate, *leak, *maxHeap<<20, *watchStdin); err != nil {
		fmt.Fprintln(os.Stderr, "gateway:", err)
		os.Exit(1)
	}
}

func run(listen string, rate float64, leak bool, maxHeap int64, watchStdin bool) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	gateway := newGateway(leak, maxHeap)
	failed := make(chan error, 1)
	go func() { failed <- http.Serve(listener, gateway.routes()) }()

	base := "http://" + listener.Addr().String()
	ready := struct {
		URL string `json:"url"`
		PID int    `json:"pid"`
	}{base + "/debug/pprof", os.Getpid()}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	if rate > 0 {
		go generateLoad(base+"/pay", rate)
	}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	if watchStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop <- syscall.SIGTERM
		}()
	}
	select {
	case err := <-failed:
		return err
	case <-stop:
		return nil
	}
}
