module trivet.test/many-goroutines

go 1.19
