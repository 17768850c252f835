module leak-kinds

go 1.19
