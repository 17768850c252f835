"""Go values as Go writes them: strings, slices, maps of both generations, interfaces with what they hold, channels.

Types come from the executable's DWARF, so nothing here depends on the runtime's own gdb script, which differs with every
Go version and fails on some with this gdb.
"""

import gdb

from trivet_gdb.guard import one_line
from trivet_gdb.maps import entries
from trivet_gdb.memory import read
from trivet_gdb.runtime_types import RuntimeType
from trivet_gdb.symbols import function_at

_MOST_TEXT, _MOST_ITEMS, _MOST_DEPTH, _MOST_OPENED = 1024, 32, 5, 3
_LARGEST_LENGTH = 1 << 47


def show(value, depth=0):
    """One line for a gdb.Value. What cannot be read says so in its place; the rest is shown all the same."""
    try:
        return _show(value, depth)
    except (gdb.error, UnicodeError) as thrown:
        return "<%s>" % one_line(thrown)


def _show(value, depth):
    kind = value.type.strip_typedefs()
    written = _written(value.type)
    if kind.code == gdb.TYPE_CODE_STRUCT:
        return _show_struct(value, kind, depth)
    if kind.code == gdb.TYPE_CODE_FUNC:
        return _show_function(value)
    if kind.code == gdb.TYPE_CODE_PTR:
        return _show_pointer(value, kind, written, depth)
    if kind.code == gdb.TYPE_CODE_ARRAY:
        low, high = kind.range()
        items = (value[index] for index in range(low, high + 1))
        return "[%d]{%s}" % (high - low + 1, _list(items, high - low + 1, depth))
    if kind.code == gdb.TYPE_CODE_BOOL or written == "bool":
        return "true" if int(value) else "false"
    if kind.code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_ENUM):
        return str(int(value))
    return value.format_string(symbols=False)


def _written(kind):
    """The first name on the way through the typedefs that says what it is: `map[string]int`, `chan int`, `error`."""
    while True:
        name = kind.name or str(kind)
        if kind.code != gdb.TYPE_CODE_TYPEDEF or name.startswith(("map[", "chan ", "<-chan ", "func(")):
            return name
        kind = kind.target()


def _show_struct(value, kind, depth):
    names = [field.name for field in kind.fields()]
    if names == ["str", "len"]:
        return _text(int(value["str"]), int(value["len"]))
    if names == ["array", "len", "cap"]:
        return _slice(value, depth)
    if names == ["_type", "data"]:
        return interface(int(value["_type"]), int(value["data"]), depth)
    if names == ["tab", "data"]:
        table = value["tab"]
        if int(table) == 0:
            return "nil"
        table_kind = [field.name for field in table.dereference().type.strip_typedefs().fields()]
        word = table["_type" if "_type" in table_kind else "Type"]
        return interface(int(word), int(value["data"]), depth)
    if depth >= _MOST_DEPTH:
        return "{…}"
    parts = ["%s: %s" % (name, show(value[name], depth + 1)) for name in names if name is not None]
    return "{%s}" % ", ".join(parts)


def _show_pointer(value, kind, written, depth):
    address = int(value)
    if address == 0:
        return "nil"
    if written.startswith("map["):
        return _map(value, written, depth)
    if "chan " in written[:7]:
        return _channel(value, depth)
    target = kind.target().strip_typedefs()
    if depth == 0 and target.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_ARRAY):
        return "0x%x &%s" % (address, show(value.dereference(), depth + 1))
    return "0x%x" % address


def _show_function(value):
    """A variable of a function's type holds the address of a closure, which begins with the address of the code."""
    closure = int.from_bytes(read(int(value.address), 8), "little")
    return function_at(int.from_bytes(read(closure, 8), "little")) if closure else "nil"


def interface(type_address, data, depth):
    """What an interface holds: its type, and its value where DWARF describes the type."""
    if type_address == 0:
        return "nil"
    kind = RuntimeType(type_address)
    found = kind.dwarf()
    if found is None:
        return "%s(0x%x)" % (kind.full_name, data)
    if kind.is_pointer_shaped():
        value = gdb.Value(data).cast(found)
    else:
        value = gdb.Value(data).cast(found.pointer()).dereference()
    # What an error points to is what one wants to read, also inside of something else.
    if data and found.code == gdb.TYPE_CODE_PTR and depth < _MOST_OPENED:
        target = found.target().strip_typedefs()
        if target.code == gdb.TYPE_CODE_STRUCT:
            return "%s(0x%x &%s)" % (kind.full_name, data, show(value.dereference(), depth + 1))
    return "%s(%s)" % (kind.full_name, show(value, depth))


def _text(address, length):
    if length < 0 or length > _LARGEST_LENGTH:
        return "<a string of %d bytes>" % length
    shown = read(address, min(length, _MOST_TEXT)).decode("utf-8", "replace")
    # Control characters of a target's string must not reach the terminal.
    escaped = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in shown)
    rest = "… %d bytes" % length if length > _MOST_TEXT else ""
    return '"%s"%s' % (escaped.replace('"', '\\"'), rest)


def _slice(value, depth):
    length, capacity = int(value["len"]), int(value["cap"])
    if not 0 <= length <= capacity <= _LARGEST_LENGTH:
        return "<a slice of %d of %d>" % (length, capacity)
    array = value["array"]
    if int(array) == 0:
        return "nil"
    items = (array[index] for index in range(length))
    return "len %d cap %d {%s}" % (length, capacity, _list(items, length, depth))


def _list(items, length, depth):
    if depth >= _MOST_DEPTH:
        return "…" if length else ""
    shown = [show(item, depth + 1) for _, item in zip(range(_MOST_ITEMS), items)]
    return ", ".join(shown + (["… %d in all" % length] if length > _MOST_ITEMS else []))


def _map(value, written, depth):
    count, pairs = entries(value.cast(value.type.strip_typedefs()))
    if depth >= _MOST_DEPTH:
        return "%s len %d" % (written, count)
    shown = [
        "%s: %s" % (show(key, depth + 1), show(element, depth + 1))
        for _, (key, element) in zip(range(_MOST_ITEMS), pairs)
    ]
    rest = ["… %d in all" % count] if count > len(shown) else []
    return "%s len %d {%s}" % (written, count, ", ".join(shown + rest))


def _channel(value, depth):
    channel = value.cast(value.type.strip_typedefs()).dereference()
    length, capacity = int(channel["qcount"]), int(channel["dataqsiz"])
    state = ", closed" if int(channel["closed"]) else ""
    element = channel["recvq"]["first"].dereference()["elem"].type.strip_typedefs()
    if element.code != gdb.TYPE_CODE_PTR or depth >= _MOST_DEPTH:
        return "len %d cap %d%s" % (length, capacity, state)
    start, buffer = int(channel["recvx"]), channel["buf"].cast(element)
    items = (buffer[(start + index) % capacity] for index in range(length))
    return "len %d cap %d%s {%s}" % (length, capacity, state, _list(items, length, depth))
