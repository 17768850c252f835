"""How many objects of each size class the heap holds: a walk over runtime.mheap_.allspans (runtime/mheap.go).

`allocCount` counts the slots handed out and not yet swept, so garbage of the current cycle is included, as it is in
MemStats.HeapInuse. The sum over in-use spans equals HeapInuse.
"""

import time

from trivet_gdb.guard import Refusal
from trivet_gdb.layout import address_of, constant, go_version, struct
from trivet_gdb.memory import RecordReader, read, read_records, read_words, word

_LARGEST_PLAUSIBLE_SPAN_COUNT = 100_000_000


def page_size():
    return constant("runtime._PageSize", "runtime.pageSize", "internal/runtime/gc.PageSize", otherwise=8192)


def take_census():
    """The census as plain data, in the shape of core/go-runtime/span-census.ts."""
    in_use = constant("runtime.mSpanInUse", otherwise=1)
    span = struct("runtime.mspan")
    reader = RecordReader(
        [span.field(name) for name in ("state", "spanclass", "npages", "elemsize", "nelems", "allocCount")]
    )
    page = page_size()
    classes = {}
    pages = 0
    for record in span_records(span.size):
        state, span_class, span_pages, object_size, slots, allocated = reader.values(record)
        if state != in_use:
            continue
        pages += span_pages
        row = classes.setdefault(span_class, [object_size, 0, 0, 0, 0])
        row[1] += 1
        row[2] += allocated
        row[3] += slots - allocated
        row[4] += span_pages * page
    return {
        "schema": "trivet.spans/1",
        "goVersion": go_version(),
        "atMillis": int(time.time() * 1000),
        "heapInUseBytes": pages * page,
        "numGc": _collections(),
        "classes": [_describe(key, *classes[key]) for key in sorted(classes)],
    }


def span_records(size):
    """Every record of allspans, those of spans that are not in use among them."""
    header = read(address_of("runtime.mheap_") + struct("runtime.mheap").field("allspans")[0], 24)
    pointer, length, capacity = word(header, 0), word(header, 8), word(header, 16)
    if pointer == 0 or not 0 < length <= capacity <= _LARGEST_PLAUSIBLE_SPAN_COUNT:
        raise Refusal("gdb-failed", "the runtime's span table is not set up, or is just being moved: resume and retry")
    return read_records(read_words(pointer, length), size).values()


def _collections():
    """MemStats.NumGC."""
    mstats = struct("runtime.mstats")
    if not mstats.has("numgc"):
        return None
    offset, size = mstats.field("numgc")
    return word(read(address_of("runtime.memstats") + offset, size), 0, size)


def _describe(span_class, object_size, spans, objects, free, span_bytes):
    # runtime.spanClass: size class << 1 | noscan.
    size_class = span_class >> 1
    large = size_class == 0
    return {
        "sizeClass": size_class,
        "objectSize": span_bytes // max(objects, 1) if large else object_size,
        "noscan": bool(span_class & 1),
        "spans": spans,
        "objects": objects,
        "freeSlots": free,
        "bytes": span_bytes if large else objects * object_size,
    }


def format_census(census):
    """Lines of a table, the largest classes first."""
    yield "%s   heap in use %s   collections %s" % (
        census["goVersion"],
        _mebibytes(census["heapInUseBytes"]),
        census["numGc"] if census["numGc"] is not None else "?",
    )
    yield "%5s %10s %-7s %9s %11s %11s %12s" % ("class", "size", "", "spans", "objects", "free", "bytes")
    for row in sorted(census["classes"], key=lambda row: -row["bytes"]):
        yield "%5s %10s %-7s %9d %11d %11d %12s" % (
            row["sizeClass"] or "large",
            "" if row["sizeClass"] == 0 else row["objectSize"],
            "noscan" if row["noscan"] else "scan",
            row["spans"],
            row["objects"],
            row["freeSlots"],
            _mebibytes(row["bytes"]),
        )


def _mebibytes(count):
    return "%.2f MiB" % (count / 1048576) if count >= 1048576 else "%.1f KiB" % (count / 1024)
