"""Which heap object an address belongs to: its span, its slot, whether it is handed out, its type where the heap knows it.

From Go 1.22 on an object above 512 bytes has its type in a header before it, one above 32 KiB has it in its span. Below
that size, and before, the heap knows which words are pointers, but not the type.
"""

from trivet_gdb.guard import Refusal
from trivet_gdb.layout import address_of, constant, struct
from trivet_gdb.memory import RecordReader, read, word
from trivet_gdb.runtime_types import RuntimeType
from trivet_gdb.spans import page_size, span_records
from trivet_gdb.symbols import function_at

_SMALLEST_WITH_HEADER = 512
_HEADER = 8
_MOST_WORDS = 16


def find_object(address):
    """Facts about the object that `address` points into. Refuses with not-found for one outside the heap."""
    span = struct("runtime.mspan")
    names = ("startAddr", "npages", "state", "spanclass", "elemsize", "nelems", "freeindex")
    reader = RecordReader([span.field(name) for name in names])
    in_use = constant("runtime.mSpanInUse", otherwise=1)
    page = page_size()
    for record in span_records(span.size):
        start, pages, state, span_class, size, slots, free_index = reader.values(record)
        if state == in_use and start <= address < start + pages * page:
            break
    else:
        raise Refusal("not-found", "0x%x is in no span of the heap that is in use" % address)
    index = (address - start) // size
    if index >= slots:
        raise Refusal("not-found", "0x%x is in the unused tail of the span at 0x%x" % (address, start))
    base = start + index * size
    return {
        "base": base,
        "offset": address - base,
        "size": size,
        "sizeClass": span_class >> 1,
        "noscan": bool(span_class & 1),
        "span": start,
        "allocated": index < free_index or _is_marked(record, span, index),
        "type": _type_of(record, span, base, size, span_class),
    }


def _is_marked(record, span, index):
    """Beyond freeindex a slot is taken when the last collection found it marked (mspan.allocBits)."""
    bits = word(record, *span.field("allocBits"))
    return bits != 0 and bool(read(bits + index // 8, 1)[0] >> (index % 8) & 1)


def _type_of(record, span, base, size, span_class):
    has_headers = span.has("largeType")
    if not has_headers or span_class & 1:
        return None
    if span_class >> 1 == 0:
        descriptor = word(record, *span.field("largeType"))
    elif size > _SMALLEST_WITH_HEADER:
        descriptor = word(read(base, _HEADER), 0)
    else:
        return None
    return RuntimeType(descriptor).full_name if descriptor else None


def describe(found):
    """Lines for people, the first words of the object among them."""
    yield "object 0x%x + %d, %d bytes, size class %s%s, %s" % (
        found["base"],
        found["offset"],
        found["size"],
        found["sizeClass"] or "large",
        ", no pointers" if found["noscan"] else "",
        "allocated" if found["allocated"] else "free",
    )
    yield "span 0x%x" % found["span"]
    yield "type %s" % (found["type"] or "not recorded by the heap: go-print with a type, as in go-print *('main.T'*)0x%x" % found["base"])
    count = min(found["size"] // 8, _MOST_WORDS)
    data = read(found["base"], 8 * count)
    low, high = _text()
    for number in range(count):
        value = word(data, 8 * number)
        name = function_at(value) if low <= value < high else ""
        yield "%+5d  0x%016x  %s" % (8 * number, value, name)


def _text():
    module = struct("runtime.moduledata")
    start = address_of("runtime.firstmoduledata")
    return tuple(word(read(start + module.field(name)[0], 8), 0) for name in ("text", "etext"))
