module graphtarget

go 1.19
