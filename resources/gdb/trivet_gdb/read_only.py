"""Read-only mode: a session that cannot change the target, whatever is typed.

Three fences, each of which holds alone for most commands. gdb's own permissions (`set may-write-memory off` and its
like, given when gdb starts) refuse every write and every call below all front ends, and cannot be switched back on while
a process is held. Every command that is not on the list below is refused by a hook: also those that would pass
signals, leave breakpoints, start programs, or run another language's code. And the convenience functions that start
programs are replaced. The workbench has a list of its own for what it sends over MI.
"""

import re

import gdb

from trivet_gdb import guard

# By the name that gdb gives first; aliases and abbreviations lead to the same command. Each only reads, moves gdb's
# selection, changes how things are printed, or lets the target run or stand. An expression inside them that writes or
# calls is refused by gdb's permissions.
_ALLOWED = frozenset(
    """
    apropos backtrace complete continue demangle detach disassemble display down down-silently echo faas find frame
    forward-search help info interrupt list output print printf ptype quit reverse-search select-frame show taas tfaas
    thread undisplay up up-silently whatis x
    """.split()
)
_ALLOWED_SETTINGS = frozenset(
    "set " + name
    for name in """
    backtrace case-sensitive disassembly-flavor height input-radix language listsize max-value-size output-radix
    pagination print radix style width
    """.split()
)
# Names that `help all` leaves out because they stand for one of those allowed above.
_ALLOWED_ALIASES = frozenset("bt search where".split())
_ALLOWED_FAMILIES = ("info", "show", "frame", "thread", "select-frame", "set print", "set style", "set backtrace")
# Ours: they read, or are what the workbench itself asks for. Allocation traces and crash stops set breakpoints: not here.
_OURS = re.compile(
    r"go-(goroutines|stack|spans|print|object|defer|panic|recent|help)"
    r"|trivet-(before-attach|after-attach|refuse|refuse-write|shut)|goroutine"
)
_LISTED = re.compile(r"^([a-z!|<>+-].*?)(?:, [^,]+?)* -- ", re.MULTILINE)
_PROGRAMS = ("_shell",)
_GATE = "new-ui"
_TAKING = ("attach", "target core")
# `!` and `|` are other names of shell and pipe, which are hooked; the rest scroll gdb's own full-screen view.
_UNHOOKABLE = ("!", "|", "+", "-", "<", ">")


class RefuseInReadOnly(gdb.Command):
    """Used by the hooks of commands that a read-only session refuses: the error keeps gdb from running them."""

    _has_taken = False

    def invoke(self, argument, from_tty):
        # What the workbench asks for over MI comes by the hooks too: a session takes hold of one thing, once.
        if argument in _TAKING and not self._has_taken:
            self._has_taken = True
        elif not guard.is_trusted():
            raise gdb.GdbError(
                "%s is refused: this session only reads (read-only mode). detach, and attach without it, to use it"
                % argument
            )


class RefusedFunction(gdb.Function):
    """Stands in for a convenience function that would start a program."""

    def invoke(self, *arguments):
        raise gdb.GdbError("this function is refused: this session only reads (read-only mode)")


def is_allowed(name):
    """Whether a command, by its full canonical name, only reads."""
    if name in _ALLOWED or name in _ALLOWED_SETTINGS or name in _ALLOWED_ALIASES or _OURS.fullmatch(name):
        return True
    return any(name.startswith(family + " ") for family in _ALLOWED_FAMILIES)


def commands():
    """Full name of every command that gdb has now."""
    listed = set(_LISTED.findall(gdb.execute("help all", to_string=True)))
    if len(listed) < 500 or not {"python", "print", "set variable", "kill inferiors"} <= listed:
        raise gdb.GdbError("gdb does not list its commands as expected: read-only mode cannot be had")
    gdb.execute("set max-completions unlimited", to_string=True)
    top = gdb.execute("complete", to_string=True).split("\n")
    gdb.execute("set max-completions 200", to_string=True)
    return sorted(listed.union(name for name in top if name))


def enter():
    """Fences the session in. Must come last: a command that is defined later would not be refused. The workbench still
    has its own channel to open, and shuts the gate behind it (`trivet-shut`)."""
    RefuseInReadOnly("trivet-refuse-write", gdb.COMMAND_OBSCURE)
    Shut("trivet-shut", gdb.COMMAND_OBSCURE)
    for name in _PROGRAMS:
        RefusedFunction(name)
    for name in commands():
        if name != _GATE and not is_allowed(name):
            _refuse(name)


class Shut(gdb.Command):
    """Refuse the last command that was left open, from here on."""

    def invoke(self, argument, from_tty):
        _refuse(_GATE)


def _refuse(name):
    *prefix, last = name.split(" ")
    try:
        gdb.execute(
            "define %s\ntrivet-refuse-write %s\nend" % (" ".join([*prefix, "hook-" + last]), name), to_string=True
        )
    except gdb.error as thrown:
        if name not in _UNHOOKABLE:
            raise gdb.GdbError("%s cannot be refused (%s): read-only mode cannot be had" % (name, thrown)) from None
