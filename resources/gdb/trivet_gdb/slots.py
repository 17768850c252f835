"""Whether the object at an address is still there: the slot of its span is handed out (runtime/mheap.go, mbitmap.go).

A slot below `freeindex` was handed out since the last sweep, one above it is taken where `allocBits` says so. Garbage
counts as there until it is swept, and a slot that was freed and handed out again looks the same: "still there" is an
upper bound.
"""

import bisect

import gdb

from trivet_gdb.layout import address_of, constant, struct
from trivet_gdb.memory import RecordReader, read, read_records, read_words, word


class Slots:
    def __init__(self):
        page_size = constant("runtime._PageSize", "runtime.pageSize", "internal/runtime/gc.PageSize", otherwise=8192)
        in_use = constant("runtime.mSpanInUse", otherwise=1)
        span = struct("runtime.mspan")
        reader = RecordReader(
            [span.field(name) for name in ("state", "startAddr", "npages", "elemsize", "freeindex", "allocBits")]
        )
        header = read(address_of("runtime.mheap_") + struct("runtime.mheap").field("allspans")[0], 24)
        records = read_records(read_words(word(header, 0), word(header, 8)), span.size).values()
        spans = []
        for record in records:
            state, start, pages, size, free_index, bits = reader.values(record)
            if state == in_use and size > 0:
                spans.append((start, start + pages * page_size, size, free_index, bits))
        self._spans = sorted(spans)
        self._starts = [span[0] for span in self._spans]

    def holds(self, address):
        """True, False, or None where that cannot be read."""
        index = bisect.bisect_right(self._starts, address) - 1
        if index < 0:
            return False
        start, end, size, free_index, bits = self._spans[index]
        if address >= end:
            return False
        slot = (address - start) // size
        if slot < free_index:
            return True
        try:
            return bool(read(bits + slot // 8, 1)[0] & (1 << slot % 8))
        except gdb.MemoryError:
            return None
