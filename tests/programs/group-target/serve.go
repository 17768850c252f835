package main

import (
	"net"
	"net/http"
	_ "net/http/pprof"
)

func init() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	served = "http://" + listener.Addr().String() + "/debug/pprof"
	go http.Serve(listener, nil)
}
