// Command many-goroutines parks as many goroutines as its first argument says, in stacks of a few frames, so that listing
// them takes a debugger a while. Prints one line when all of them wait.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
)

func wait(depth int, parked *sync.WaitGroup, forever chan struct{}) {
	if depth > 0 {
		wait(depth-1, parked, forever)
		return
	}
	parked.Done()
	<-forever
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	var parked sync.WaitGroup
	forever := make(chan struct{})
	for i := 0; i < count; i++ {
		parked.Add(1)
		go wait(3, &parked, forever)
	}
	parked.Wait()
	fmt.Println("ready")
	// Ends with whoever started it.
	var end [1]byte
	os.Stdin.Read(end[:])
}
