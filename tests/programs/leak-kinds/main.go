// Leaks as people really write them, and healthy programs that look alike, one a run. Each says in comments what the
// tests hold the findings against:
//
//	// kind NAME, held by HOLDER     in front of the step that leaks
//	// allocated: NAME               at the end of the line that allocates what piles up
//
// Lines on stdin: "mode NAME" chooses, "grow" takes as many steps as leak some 20 MB, "profile" prints the heap profile
// (of a program in which nothing does, the linker turns sampling off). Nothing is freed in between, and
// the program does nothing on its own: whoever looks stops it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
)

// One step leaks about 64 KiB; `step` counts from 0 over the whole run.
type mode struct {
	name string
	step func(step int)
	// Runs after each growth: what a healthy program gives back.
	settle func()
}

const stepsOfGrowth = 320

// Not a constant: what is known to be small and not to escape is laid on the stack.
var chunk = 64 << 10

var modes = map[string]mode{}

func leak(name string, step func(step int)) bool {
	modes[name] = mode{name: name, step: step}
	return true
}

func healthy(name string, step func(step int), settle func()) bool {
	modes[name] = mode{name: name, step: step, settle: settle}
	return true
}

func main() {
	fmt.Printf("{\"pid\":%d}\n", os.Getpid())
	lines := bufio.NewScanner(os.Stdin)
	chosen := mode{}
	taken := 0
	for lines.Scan() {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "list":
			names := []string{}
			for name := range modes {
				names = append(names, name)
			}
			sort.Strings(names)
			fmt.Println(strings.Join(names, " "))
		case "mode":
			chosen = modes[argument]
			fmt.Println(chosen.name)
		case "grow":
			grow(chosen, taken)
			taken += stepsOfGrowth
			fmt.Println("grown")
		case "profile":
			if err := pprof.Lookup("heap").WriteTo(os.Stdout, 1); err != nil {
				panic(err)
			}
		}
	}
}

// In a goroutine that ends: what its stack still names would else be held by it, too.
func grow(chosen mode, from int) {
	done := make(chan bool)
	go func() {
		for step := from; step < from+stepsOfGrowth; step++ {
			chosen.step(step)
		}
		if chosen.settle != nil {
			chosen.settle()
		}
		close(done)
	}()
	<-done
	// What is published of the heap profile is two collections old.
	runtime.GC()
	runtime.GC()
}
