package main

/*
#cgo LDFLAGS: -lpthread
#include <pthread.h>
#include <unistd.h>

void holdFromC(long);
void visitFromC(long);

static long add(long a, long b) { return a + b; }

static void waitInC(void) {
	for (;;)
		pause();
}

static void callBack(long number) { holdFromC(number); }

static void *held(void *number) {
	holdFromC((long)number);
	return 0;
}

static void *visiting(void *number) {
	visitFromC((long)number);
	waitInC();
	return 0;
}

// A thread that Go did not start: it stays in Go, or goes back to C and stays there.
static int startThread(int stays, long number) {
	pthread_t thread;
	return pthread_create(&thread, 0, stays ? held : visiting, (void *)number);
}
*/
import "C"

import "sync/atomic"

var sum, visits int64

func init() {
	sum = int64(C.add(40, 2))
	alsoPark = []func(){
		func() { C.waitInC() },
		func() { C.callBack(1) },
		func() { viaC(3) },
	}
	for _, stays := range []C.int{1, 0} {
		if C.startThread(stays, 7) != 0 {
			panic("no thread")
		}
	}
}

// C and Go by turns, the innermost of them parked.
func viaC(depth int) {
	defer cleanUp(depth)
	if depth == 0 {
		<-never
		return
	}
	C.callBack(C.long(-depth))
}

//export holdFromC
func holdFromC(number C.long) {
	if number < 0 {
		viaC(int(-number) - 1)
		return
	}
	<-never
}

//export visitFromC
func visitFromC(number C.long) { atomic.AddInt64(&visits, int64(number)) }
