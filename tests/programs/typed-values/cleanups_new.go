//go:build go1.24

package main

import "runtime"

var cleaned []*closer

func note(name string) { cleaned = nil }

func addCleanups() {
	for i := 0; i < 3; i++ {
		c := &closer{"cleaned"}
		runtime.AddCleanup(c, note, "gone")
		cleaned = append(cleaned, c)
	}
}
