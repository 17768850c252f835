module known-allocations

go 1.19
