"""Go commands for gdb: go-goroutines, go-stack, go-spans, go-print, go-object, go-panic, go-defer. They read memory and never write any.

Layouts of the runtime's structures come from the executable's own DWARF, through gdb's types: no offset is written down
here, so that one copy works on every Go version whose field names it knows (1.19 to 1.27 were tried).
"""
