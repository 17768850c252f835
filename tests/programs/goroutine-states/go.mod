module goroutine-states

go 1.19
