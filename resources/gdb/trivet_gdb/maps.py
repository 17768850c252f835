"""Entries of a Go map: buckets with overflow chains until Go 1.23, groups of eight in tables from 1.24 on.

A map that is growing has entries in the old and in the new buckets; each is in one of them only.
"""

_SLOTS = 8
_EMPTY_OR_DELETED = 0x80
_SMALLEST_TOP_HASH = 5
_SAME_SIZE_GROW = 8
_MOST_CHAINED = 1 << 20


def entries(pointer):
    """(count, pairs of key and element) of a map's header; the pairs are read one by one."""
    header = pointer.dereference()
    names = {field.name for field in header.type.strip_typedefs().fields()}
    if "dirPtr" in names:
        return int(header["used"]), _grouped(header)
    return int(header["count"]), _bucketed(header)


def _grouped(header):
    directory, length = header["dirPtr"], int(header["dirLen"])
    if length == 0:
        # A small map has one group and no table. The table's type says what a group is.
        table = directory.type.strip_typedefs().target().strip_typedefs().target()
        group = _field_type(_field_type(table, "groups"), "data")
        yield from _of_group(directory.cast(group).dereference())
        return
    seen = set()
    for index in range(length):
        table = directory[index]
        if int(table) in seen:
            continue
        seen.add(int(table))
        groups = table.dereference()["groups"]
        for number in range(int(groups["lengthMask"]) + 1):
            yield from _of_group(groups["data"][number])


def _of_group(group):
    control = group["ctrl"]
    marks = int(control).to_bytes(_SLOTS, "little")
    for number in range(_SLOTS):
        if not marks[number] & _EMPTY_OR_DELETED:
            slot = group["slots"][number]
            yield slot["key"], slot["elem"]


def _bucketed(header):
    size = 1 << int(header["B"])
    yield from _of_buckets(header["buckets"], size)
    old = header["oldbuckets"]
    if int(old) != 0:
        same = int(header["flags"]) & _SAME_SIZE_GROW
        yield from _of_buckets(old.cast(header["buckets"].type), size if same else size // 2)


def _of_buckets(buckets, count):
    if int(buckets) == 0:
        return
    for index in range(count):
        bucket = buckets[index]
        for _ in range(_MOST_CHAINED):
            tops = bucket["tophash"]
            for number in range(_SLOTS):
                if int(tops[number]) >= _SMALLEST_TOP_HASH:
                    yield _item(bucket["keys"], number), _item(bucket["values"], number)
            following = bucket["overflow"]
            if int(following) == 0:
                break
            bucket = following.cast(buckets.type).dereference()


def _item(array, number):
    # gdb takes an array of values without size for an empty one.
    element = array.type.strip_typedefs().target()
    return array[number] if element.sizeof else array.address.cast(element.pointer()).dereference()


def _field_type(kind, name):
    for field in kind.strip_typedefs().fields():
        if field.name == name:
            return field.type
    raise KeyError(name)
