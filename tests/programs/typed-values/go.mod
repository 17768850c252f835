module typedvalues

go 1.19
