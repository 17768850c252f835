"""Bulk reads of the target. One read costs about 10 µs whatever its size, so neighbours are read together."""

import struct

import gdb

_MERGE_LIMIT = 1 << 20


def read(address, size):
    if size == 0:
        return b""
    return gdb.selected_inferior().read_memory(address, size).tobytes()


def read_words(address, count):
    """`count` little-endian 64-bit words."""
    return memoryview(read(address, 8 * count)).cast("Q").tolist() if count else []


def word(data, offset, size=8):
    return int.from_bytes(data[offset : offset + size], "little")


_FORMATS = {1: "B", 2: "H", 4: "I", 8: "Q"}


class RecordReader:
    """Takes the same fields out of many records. `places` are (offset, size); values come in the same order."""

    def __init__(self, places):
        self._order = sorted(range(len(places)), key=lambda index: places[index])
        layout, at = "<", 0
        for index in self._order:
            offset, size = places[index]
            layout += "%dx%s" % (offset - at, _FORMATS[size])
            at = offset + size
        self._struct = struct.Struct(layout)
        self._back = sorted(range(len(places)), key=lambda position: self._order[position])

    def values(self, data):
        found = self._struct.unpack_from(data)
        return [found[position] for position in self._back]


def read_records(addresses, size):
    """{address: bytes} of equally sized records. Those that lie close together come in one read."""
    ordered = sorted(set(addresses))
    records = {}
    first = 0
    while first < len(ordered):
        last = first
        while (
            last + 1 < len(ordered)
            and ordered[last + 1] - ordered[last] <= 4 * size
            and ordered[last + 1] + size - ordered[first] <= _MERGE_LIMIT
        ):
            last += 1
        for address, data in _read_run(ordered[first : last + 1], size):
            records[address] = data
        first = last + 1
    return records


def _read_run(run, size):
    start = run[0]
    try:
        block = read(start, run[-1] + size - start)
    except gdb.MemoryError:
        if len(run) == 1:
            raise
        # A hole between two neighbours: the records themselves are readable one by one.
        for address in run:
            yield address, read(address, size)
        return
    for address in run:
        yield address, block[address - start : address - start + size]
