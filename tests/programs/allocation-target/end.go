package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// end ends the program in one of the ways in which programs end.
func end(command string) {
	kind, argument, _ := strings.Cut(command, " ")
	switch kind {
	case "panic":
		go endInPanic(argument)
	case "panic-error":
		go func() { panic(fmt.Errorf("order %s: %w", argument, errors.New("out of stock"))) }()
	case "nil":
		go func() { var order *Order; fmt.Println(order.Name) }()
	case "exit":
		code, _ := strconv.Atoi(argument)
		go leave(code)
	case "overflow":
		go func() { fmt.Println(deeper(1)) }()
	case "race":
		go endInConcurrentWrites()
	case "abort":
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
	case "recover":
		recovered()
		return
	}
	time.Sleep(time.Hour)
}

func endInPanic(value string) {
	defer fmt.Println("not reached")
	for range []int{1, 2, 3} {
		defer func() { _ = value }()
	}
	panic(value)
}

func recovered() {
	defer func() { _ = recover() }()
	panic("recovered")
}

//go:noinline
func leave(code int) { os.Exit(code) }

//go:noinline
func deeper(depth int) int { return deeper(depth+1) + depth }

func endInConcurrentWrites() {
	shared := map[int]int{}
	for range []int{1, 2, 3, 4} {
		go func() {
			for i := 0; ; i++ {
				shared[i%64] = i
			}
		}()
	}
}

func endInDeadlock() {
	var one sync.Mutex
	one.Lock()
	one.Lock()
}
