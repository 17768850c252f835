module grouptarget

go 1.19
