module metrics-target

go 1.19
