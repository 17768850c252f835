"""The Go runtime's own gdb script (printers for strings, slices and maps, `info goroutines`), where it can be trusted.

gdb would load it by itself from a path that the executable names. An executable must not choose which code runs in
somebody's debugger, so auto-load is off, and the script is taken only if just root or this user could have written it.
"""

import os
import stat

import gdb

_NAME = "runtime-gdb.py"


def script_path():
    """Path of the script in the GOROOT that the executable was built with; None when absent or not to be trusted."""
    try:
        located = gdb.decode_line("runtime.main")[1]
    except gdb.error:
        return None
    if not located or located[0].symtab is None:
        return None
    folder = os.path.dirname(located[0].symtab.fullname())
    path = os.path.realpath(os.path.join(folder, _NAME))
    if not os.path.isabs(folder) or not folder.endswith("/src/runtime"):
        return None
    return path if _is_trusted(path) and _is_trusted(os.path.dirname(path)) else None


def _is_trusted(path):
    try:
        status = os.stat(path)
    except OSError:
        return False
    if status.st_uid not in (0, os.geteuid()):
        return False
    return not status.st_mode & (stat.S_IWOTH | stat.S_IWGRP) or status.st_gid == 0


def load():
    """True when the script was read. Whatever it says or throws, the commands of this package work without it."""
    path = script_path()
    if path is None:
        return False
    try:
        gdb.execute("source " + path, to_string=True)
    except gdb.error:
        return False
    return True
