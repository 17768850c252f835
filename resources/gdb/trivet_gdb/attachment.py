"""What is done around an attach, so that it is short and leaves nothing behind.

For a dynamically linked target gdb would read the symbols of every library while the target stands still, and keep a
breakpoint in the dynamic linker as long as the target runs: should gdb be killed then, the target's next dlopen (name
resolution does one) would end it. Go programs need neither, so the attach is made with the handling of libraries off.
"""

import re

import gdb

from trivet_gdb.guard import execute

_SHARED_LIBRARY_EVENTS = re.compile(r"^(-\d+)\s+shlib events\b", re.MULTILINE)


class BeforeAttach(gdb.Command):
    """Make the next attach leave shared libraries alone."""

    def invoke(self, argument, from_tty):
        execute("set osabi none")


class AfterAttach(gdb.Command):
    """Back to the normal handling, for whoever uses the console; no breakpoint that nobody asked for stays."""

    def invoke(self, argument, from_tty):
        execute("set osabi auto")
        listing = execute("maint info breakpoints")
        for number in _SHARED_LIBRARY_EVENTS.findall(listing):
            # `delete -4` is refused as "negative value"; through a variable it is taken.
            gdb.set_convenience_variable("_trivet_internal", int(number))
            execute("delete $_trivet_internal")


def register():
    BeforeAttach("trivet-before-attach", gdb.COMMAND_OBSCURE)
    AfterAttach("trivet-after-attach", gdb.COMMAND_OBSCURE)
