"""Type and stack of a traced allocation, for the console. The workbench does the same with exact unwinding
(core/allocation-trace); here frame pointers must do.

The type stands in the machine code: whoever calls newobject, makeslice and their like loads the type's address into a
register directly before. What the runtime allocates for itself (strings, maps) has none there.
"""

import gdb

from trivet_gdb.layout import address_of, struct
from trivet_gdb.memory import read, word
from trivet_gdb.symbols import function_at

_MOST_FRAMES = 24
_SHOWN_FRAMES = 3
_LOOK_BACK = 64
# lea reg, [rip + disp32]: REX.W or REX.WR, 8d, mod 00 and r/m 101.
_LEA_PREFIXES = (0x48, 0x4C)
# Runtime functions that are called by the program's code with the element's type as an argument.
_WITH_ELEMENT_TYPE = (
    "runtime.newobject",
    "runtime.makeslice",
    "runtime.makeslice64",
    "runtime.makeslicecopy",
    "runtime.growslice",
    "runtime.newarray",
    "runtime.convT",
)
# They allocate an array of them.
_OF_MANY = _WITH_ELEMENT_TYPE[1:5]


def describe_site(hit):
    """(type name or "", names of the innermost functions outside the runtime)"""
    pcs = _pcs(hit)
    names = [function_at(pc - 1) for pc in pcs]
    outside = [name for name in names if not name.startswith("runtime.")]
    return _type_of(pcs, names), outside[:_SHOWN_FRAMES]


def _pcs(hit):
    """Return addresses. Where the frame is not set up yet, the register still has the caller's frame pointer."""
    pcs = [] if hit.frame == hit.sp else [word(hit.stack, 0)]
    frame = hit.frame
    while len(pcs) < _MOST_FRAMES:
        at = frame - hit.sp
        if not 0 <= at <= len(hit.stack) - 16:
            break
        pcs.append(word(hit.stack, at + 8))
        following = word(hit.stack, at)
        if following <= frame:
            break
        frame = following
    return [pc for pc in pcs if pc]


def _type_of(pcs, names):
    for index in range(1, len(names)):
        if names[index].startswith("runtime."):
            continue
        callee = names[index - 1]
        # Since Go 1.27 the compiler calls the allocator of a size class directly.
        is_known = callee in _WITH_ELEMENT_TYPE or callee.startswith("runtime.mallocgc")
        name = _loaded_type(pcs[index]) if is_known else ""
        return "[]" + name if name and callee in _OF_MANY else name
    return ""


def _loaded_type(return_address):
    module = struct("runtime.moduledata")
    base = address_of("runtime.firstmoduledata")
    low, high = (word(read(base + module.field(name)[0], 8), 0) for name in ("types", "etypes"))
    try:
        code = read(return_address - _LOOK_BACK, _LOOK_BACK)
    except gdb.MemoryError:
        return ""
    for at in range(_LOOK_BACK - 7, -1, -1):
        if code[at] in _LEA_PREFIXES and code[at + 1] == 0x8D and code[at + 2] & 0xC7 == 0x05:
            displacement = int.from_bytes(code[at + 3 : at + 7], "little", signed=True)
            address = return_address - _LOOK_BACK + at + 7 + displacement
            if low <= address < high:
                return _type_name(low, address)
    return ""


def _type_name(types, address):
    kind = struct("internal/abi.Type") if _has("internal/abi.Type") else struct("runtime._type")
    record = read(address, kind.size)
    offset, size = kind.field("Str", "str")
    name_at = types + int.from_bytes(record[offset : offset + size], "little", signed=True)
    data = read(name_at, 256)
    length, shift, at = 0, 0, 1
    while True:
        byte = data[at]
        length |= (byte & 127) << shift
        shift += 7
        at += 1
        if byte < 128:
            break
    name = data[at : at + length].decode("utf-8", "replace")
    # abi.TFlagExtraStar
    return name[1:] if word(record, *kind.field("TFlag", "tflag")) & 2 else name


def _has(name):
    try:
        gdb.lookup_type(name)
    except gdb.error:
        return False
    return True
