module memorytarget

go 1.19
