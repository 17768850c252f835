// A heap of a given number of objects: a tree of nodes, each with a payload without pointers, and links across the tree,
// 10 pointers for 7 objects. Prints its PID when it stands, collects, and stops itself.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
)

type node struct {
	left, right *node
	cross       *node
	payload     *[4]int64
}

var root *node

func build(count int) {
	nodes := make([]*node, count)
	state := uint64(42)
	for i := range nodes {
		nodes[i] = &node{payload: new([4]int64)}
		if i > 0 {
			parent := nodes[(i-1)/2]
			if i%2 == 1 {
				parent.left = nodes[i]
			} else {
				parent.right = nodes[i]
			}
		}
		state = state*6364136223846793005 + 1442695040888963407
		if i%7 < 6 {
			nodes[i].cross = nodes[(state>>33)%uint64(i+1)]
		}
	}
	root = nodes[0]
}

func main() {
	objects, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	debug.SetGCPercent(50)
	build(objects / 2)
	runtime.GC()
	runtime.GC()
	fmt.Println(os.Getpid())
	syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	select {}
}
