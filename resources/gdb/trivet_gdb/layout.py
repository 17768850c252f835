"""Where the runtime keeps things: types and variables of the executable that is loaded, by name."""

import gdb

from trivet_gdb.guard import Refusal
from trivet_gdb.memory import read, word

_structs = {}


def forget_layouts(_event=None):
    """Another executable was loaded: nothing known about the old one holds."""
    _structs.clear()


class Struct:
    """Size of a structure, and offset and size of its fields."""

    def __init__(self, kind):
        self.size = kind.sizeof
        self._fields = {field.name: field for field in kind.fields()}

    def has(self, name):
        return name in self._fields

    def field(self, *names):
        """(offset, size) of the first field of that name; a wrapper such as atomic.Uint32 is looked through."""
        for name in names:
            if name in self._fields:
                field = self._fields[name]
                offset, kind = _unwrap(field.bitpos // 8, field.type.strip_typedefs())
                return offset, kind.sizeof
        raise Refusal("target-not-go", "the runtime's structure has no field " + " or ".join(names))

    def inside(self, outer, inner):
        """(offset, size) of a field of a nested structure."""
        field = self._fields[outer]
        for candidate in field.type.strip_typedefs().fields():
            if candidate.name == inner:
                offset, kind = _unwrap(candidate.bitpos // 8, candidate.type.strip_typedefs())
                return field.bitpos // 8 + offset, kind.sizeof
        raise Refusal("target-not-go", "the runtime's structure has no field %s.%s" % (outer, inner))


def _unwrap(offset, kind):
    while kind.code == gdb.TYPE_CODE_STRUCT:
        filled = [field for field in kind.fields() if field.type.strip_typedefs().sizeof > 0]
        if len(filled) != 1:
            break
        offset += filled[0].bitpos // 8
        kind = filled[0].type.strip_typedefs()
    return offset, kind


def struct(name):
    if name not in _structs:
        require_go()
        try:
            kind = gdb.lookup_type(name).strip_typedefs()
        except gdb.error:
            raise Refusal("target-not-go", "the executable has no type information (DWARF) for " + name) from None
        _structs[name] = Struct(kind)
    return _structs[name]


def _evaluate(expression):
    """A variable or constant of the runtime; None where this Go version has no such name."""
    try:
        return gdb.parse_and_eval(expression)
    except gdb.error:
        return None


def require_go():
    """Refuses with `target-not-go` when no executable is loaded, or one without a Go runtime's symbols."""
    if not gdb.current_progspace().filename:
        raise Refusal("target-not-go", "no executable is loaded")
    if _evaluate("&'runtime.mheap_'") is None:
        raise Refusal("target-not-go", "the executable has no Go runtime symbols: not a Go program, or stripped (-s)")


def address_of(name):
    """Address of a variable of the runtime."""
    value = _evaluate("&'%s'" % name)
    if value is None:
        require_go()
        raise Refusal("target-not-go", "the executable has no variable " + name)
    return int(value)


def size_of(name):
    value = _evaluate("'%s'" % name)
    if value is None:
        raise Refusal("target-not-go", "the executable has no variable " + name)
    return value.type.sizeof


def constant(*names, otherwise):
    """First constant that the DWARF has. They move between packages; `otherwise` holds where none is recorded."""
    for name in names:
        value = _evaluate("'%s'" % name)
        if value is not None:
            return int(value)
    return otherwise


def read_string(address):
    """A Go string variable: pointer and length."""
    header = read(address, 16)
    length = word(header, 8)
    if length > 4096:
        raise Refusal("gdb-failed", "a string of %d bytes where a short one belongs" % length)
    return read(word(header, 0), length).decode("utf-8", "replace")


def go_version():
    return read_string(address_of("runtime.buildVersion"))
