"""Panics and defers of goroutines: the chains that runtime.g begins (runtime/panic.go, runtime2.go).

Defers that the compiler coded into a function are in no chain until a panic runs them.
"""

from trivet_gdb.guard import Refusal
from trivet_gdb.layout import struct
from trivet_gdb.memory import read, word
from trivet_gdb.symbols import function_at, line_at
from trivet_gdb.values import interface

_LONGEST = 1000


def panics(first):
    """Lines for the chain that begins at `first`, the newest panic first."""
    record = struct("runtime._panic")
    value_at = record.field("arg")[0]
    link_at = record.field("link")
    flags = [(name, record.field(name)) for name in ("recovered", "aborted", "goexit") if record.has(name)]
    for address, data in _chain(first, record.size, link_at):
        value = interface(word(data, value_at), word(data, value_at + 8), 0)
        marks = [name for name, (offset, _) in flags if data[offset]]
        yield "panic 0x%x: %s%s" % (address, value, " [%s]" % ", ".join(marks) if marks else "")


def defers(first):
    """Lines for the chain that begins at `first`, the one that runs next first."""
    record = struct("runtime._defer")
    link_at = record.field("link")
    # DWARF calls it a function, without a size of its own: it is the address of a closure.
    closure_at = record.field("fn")[0]
    sp_at = record.field("sp")
    for address, data in _chain(first, record.size, link_at):
        closure = word(data, closure_at)
        if closure == 0:
            yield "defer 0x%x: has run, or belongs to a range over a function" % address
            continue
        pc = word(read(closure, 8), 0)
        yield "defer 0x%x: %s () at %s:%d, of the frame at 0x%x" % (
            address,
            function_at(pc),
            *line_at(pc),
            word(data, *sp_at),
        )


def _chain(address, size, link_at):
    for _ in range(_LONGEST):
        if address == 0:
            return
        data = read(address, size)
        yield address, data
        address = word(data, *link_at)
    raise Refusal("gdb-failed", "the chain has more than %d links: it is damaged, or was read while it changed" % _LONGEST)
