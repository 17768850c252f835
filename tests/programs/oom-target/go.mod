module oom-target

go 1.19
