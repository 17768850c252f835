package main

/*
#cgo LDFLAGS: -lpthread
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

void waitFromC(void);

static void waitInC(void) {
	for (;;)
		pause();
}

static void *held(void *none) {
	waitFromC();
	return 0;
}

static int startThread(void) {
	pthread_t thread;
	return pthread_create(&thread, 0, held, 0);
}
*/
import "C"

import "runtime"

// What C allocates is none of the Go heap's objects; its threads and stacks are the system's.
var outside = C.malloc(1 << 20)

func init() {
	if outside == nil {
		panic("no memory")
	}
	alsoBuild = func() {
		go insideC(newBuffer())
		go throughC(newBuffer())
		if C.startThread() != 0 {
			panic("no thread")
		}
	}
}

//go:noinline
func insideC(buffer *[512]*node) {
	C.waitInC()
	runtime.KeepAlive(buffer)
}

//go:noinline
func throughC(buffer *[512]*node) {
	C.waitFromC()
	runtime.KeepAlive(buffer)
}

//export waitFromC
func waitFromC() { worker(newBuffer()) }
