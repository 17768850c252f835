package main

import (
	"os"
	"syscall"
	"time"
)

type account struct{ balance int }

//go:noinline
func withdraw(from *account, amount int) { from.balance -= amount }

//go:noinline
func spin() {
	for count := 0; ; count++ {
	}
}

func crash(kind string) {
	go receive(make(chan int))
	go choose(make(chan int), make(chan int))
	if kind != "deadlock" {
		go time.Sleep(time.Hour)
	}
	time.Sleep(50 * time.Millisecond)
	switch kind {
	case "panic":
		panic("the first line\ngoroutine 99 [not one]:\nand the last")
	case "nil":
		withdraw(nil, 100)
	case "repanic":
		defer func() { panic(recover()) }()
		panic("once")
	case "map":
		values := map[int]int{}
		for i := 0; i < 4; i++ {
			go func() {
				for key := 0; ; key++ {
					values[key%8] = key
				}
			}()
		}
		time.Sleep(time.Hour)
	case "deadlock":
		receive(make(chan int))
	case "quit":
		go spin()
		time.Sleep(10 * time.Millisecond)
		check(syscall.Kill(os.Getpid(), syscall.SIGQUIT))
		time.Sleep(time.Hour)
	}
}
