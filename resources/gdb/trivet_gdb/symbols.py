"""Function names by address, from the linker's symbol table: fast, and present without DWARF too."""

import re

import gdb

from trivet_gdb.guard import execute

_names = {}
_INFO_SYMBOL = re.compile(r"^(.*?)(?: \+ (\d+))? in section ", re.DOTALL)


def forget_names(_event=None):
    _names.clear()


def function_at(pc):
    """`main.worker` for any address inside it; the address itself where there is no symbol."""
    name = _names.get(pc)
    if name is None:
        match = _INFO_SYMBOL.match(_info_symbol(pc))
        name = match.group(1) if match else "0x%x" % pc
        _names[pc] = name
    return name


def _info_symbol(pc):
    # gdb takes some Go names for mangled ones of other languages and prints `main[run]` for `main.run`.
    demangle = gdb.parameter("print demangle")
    execute("set print demangle off")
    try:
        return execute("info symbol 0x%x" % pc)
    finally:
        execute("set print demangle " + ("on" if demangle else "off"))


def line_at(pc):
    """(file, line) of the instruction; ("?", 0) without line tables."""
    found = gdb.find_pc_line(pc)
    if found.symtab is None:
        return "?", 0
    return found.symtab.filename, found.line
