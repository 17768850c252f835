"""From the address of a type descriptor in memory to its name and its DWARF type: what an interface really holds."""

import gdb

from trivet_gdb.guard import Refusal
from trivet_gdb.layout import address_of, struct
from trivet_gdb.memory import read, word

_POINTER_KIND, _KIND_MASK = 22, 0x1F
_UNCOMMON, _EXTRA_STAR, _NAMED = 1, 2, 4
# internal/abi from Go 1.21 on, runtime before; by kind, the descriptors that are longer than the common part.
_LONGER = {
    17: ("internal/abi.ArrayType", "runtime.arraytype"),
    18: ("internal/abi.ChanType", "runtime.chantype"),
    19: ("internal/abi.FuncType", "runtime.functype"),
    20: ("internal/abi.InterfaceType", "runtime.interfacetype"),
    21: ("internal/abi.MapType", "internal/abi.SwissMapType", "internal/abi.OldMapType", "runtime.maptype"),
    22: ("internal/abi.PtrType", "runtime.ptrtype"),
    23: ("internal/abi.SliceType", "runtime.slicetype"),
    25: ("internal/abi.StructType", "runtime.structtype"),
}
_MOST_STARS = 8


def any_struct(names):
    for name in names:
        try:
            return struct(name)
        except Refusal:
            continue
    raise Refusal("target-not-go", "the executable has none of the types " + ", ".join(names))


class RuntimeType:
    """A descriptor in the read-only data of the executable. Throws a memory error for an address that is none."""

    def __init__(self, address):
        self.address = address
        common = any_struct(("internal/abi.Type", "runtime._type"))
        self._data = read(address, common.size)
        self._common = common
        self.kind = self._get("Kind_", "kind") & _KIND_MASK
        self._flags = self._get("TFlag", "tflag")

    def _get(self, *names):
        return word(self._data, *self._common.field(*names))

    @property
    def size(self):
        return self._get("Size_", "size")

    @property
    def name(self):
        """As Go's reflection says it: `*http.Request`."""
        text = _name_at(self._get("Str", "str"))
        return text[1:] if self._flags & _EXTRA_STAR else text

    @property
    def full_name(self):
        """With the package's whole path, as DWARF has it: `*net/http.Request`."""
        if self.kind == _POINTER_KIND and not self._flags & _NAMED:
            return "*" + self.element().full_name
        name = self.name
        path = self._package_path()
        head, dot, rest = name.partition(".")
        return path + "." + rest if path and dot and "[" not in head else name

    def element(self):
        longer = any_struct(_LONGER[_POINTER_KIND])
        offset, size = longer.field("Elem", "elem")
        return RuntimeType(word(read(self.address + offset, size), 0, size))

    def dwarf(self):
        """gdb's type of the same name; None where the executable does not describe it."""
        stars, kind = 0, self
        while kind.kind == _POINTER_KIND and stars < _MOST_STARS and not kind._flags & _NAMED:
            stars, kind = stars + 1, kind.element()
        found = _look_up(kind.full_name)
        if found is None:
            return None
        for _ in range(stars):
            found = found.pointer()
        return found

    def is_pointer_shaped(self):
        """Whether an interface holds the value itself in its data word: pointers, channels, maps, functions."""
        return self.kind in (18, 19, 21, 22, 26)

    def _package_path(self):
        if not self._flags & _UNCOMMON or not self._flags & _NAMED:
            return ""
        longer = _LONGER.get(self.kind)
        size = any_struct(longer).size if longer else self._common.size
        return _name_at(word(read(self.address + size, 4), 0, 4))


def _look_up(name):
    # In frames of assembly gdb looks for structures, which Go's strings are too, as C does.
    for each in (name, "struct " + name):
        try:
            return gdb.lookup_type(each)
        except gdb.error:
            continue
    return None


def _name_at(offset):
    if offset == 0:
        return ""
    module = address_of("runtime.firstmoduledata")
    place, size = struct("runtime.moduledata").field("types")
    start = word(read(module + place, size), 0, size) + offset
    header = read(start, 11)
    length, shift, at = 0, 0, 1
    while True:
        byte = header[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            break
        if at >= len(header):
            raise Refusal("gdb-failed", "no type name at 0x%x" % start)
    if length > 1 << 16:
        raise Refusal("gdb-failed", "no type name at 0x%x" % start)
    return read(start + at, length).decode("utf-8", "replace")
