module allocation-target

go 1.19
