package main

// #include <stdlib.h>
import "C"

// What C allocates is none of the Go heap's objects; its threads and stacks are the system's.
var outside = C.malloc(1 << 20)

func init() {
	if outside == nil {
		panic("no memory")
	}
}
