package agent

import "syscall"

// pin keeps the pages: where memory runs out they must not be taken away first. Where it is not allowed it goes without.
func pin(bytes []byte) { _ = syscall.Mlock(bytes) }
