"""The commands, and what makes the console safe to type into."""

import os

import gdb

from trivet_gdb import attachment, crash, goroutine_commands, read_only, recent, runtime_script, value_commands
from trivet_gdb.guard import Command, Refusal, live_process, one_line, write_marked
from trivet_gdb.layout import forget_layouts, require_go, struct
from trivet_gdb.spans import format_census, take_census
from trivet_gdb.symbols import forget_names

# Go handles these itself (nil dereference is a panic, SIGURG preempts); an orderly shutdown must stay one.
_QUIET_SIGNALS = "SIGSEGV SIGBUS SIGFPE SIGPIPE SIGURG SIGPROF"
_PASSED_SIGNALS = "SIGTERM SIGHUP SIGQUIT SIGUSR1 SIGUSR2"
# Typed by mistake, each of these ends or replaces the process that somebody depends on.
_DEADLY = ("kill", "kill inferiors", "run", "start", "starti")

_HELP = """Trivet's Go commands (they read memory, write none, and need the target stopped):
  info goroutines          goroutines, by the Go runtime's own script where it is installed
  go-goroutines [--all]    id, status, wait reason, innermost function outside the runtime, start function
  go-goroutines --groups   the same, counted by function and wait reason
  go-stack ID              stack of one goroutine (inlined calls are not shown)
  go-spans [--json]        objects of each size class, and the heap in use
%s  go-help                  this
`goroutine N COMMAND` is left out: it writes registers of the target. To end the session: detach.
"""


class GoHelp(Command):
    """List Trivet's Go commands."""

    def run(self, arguments):
        gdb.write(_HELP % (value_commands.HELP + recent.HELP))


class GoSpans(Command):
    """Count objects by size class. Usage: go-spans [--json]"""

    def run(self, arguments):
        unknown = [each for each in arguments if each != "--json"]
        if unknown:
            raise Refusal("usage", "unknown argument %s; go-spans takes --json" % unknown[0])
        self._json = "--json" in arguments
        live_process()
        census = take_census()
        if self._json:
            write_marked(census)
        else:
            gdb.write("".join(line + "\n" for line in format_census(census)))

    def failed(self, code, fact):
        if getattr(self, "_json", False):
            write_marked({"error": {"code": code, "message": fact}})
        else:
            super().failed(code, fact)


class InfoGoroutines(Command):
    """List goroutines (Trivet's own list: the Go runtime's script is not installed here)."""

    def run(self, arguments):
        gdb.execute("go-goroutines " + " ".join(arguments))


class Goroutine(Command):
    """Left out: the runtime's script runs COMMAND by writing the stack pointer and pc of a thread of the target."""

    def run(self, arguments):
        raise Refusal(
            "usage",
            "`goroutine N COMMAND` writes registers of the target and is left out; go-stack N shows its stack",
        )


class RefuseDeadly(gdb.Command):
    """Used by the hooks of commands that end the target: the error keeps gdb from running them."""

    def invoke(self, argument, from_tty):
        raise gdb.GdbError("%s would end the target and is switched off here; detach leaves it running" % argument)


def _refuse_deadly_commands():
    RefuseDeadly("trivet-refuse", gdb.COMMAND_OBSCURE)
    for name in _DEADLY:
        *prefix, last = name.split(" ")
        hook = " ".join([*prefix, "hook-" + last])
        gdb.execute("define %s\ntrivet-refuse %s\nend" % (hook, name), to_string=True)


def _set_signals():
    gdb.execute("handle %s nostop noprint pass" % _QUIET_SIGNALS, to_string=True)
    gdb.execute("handle %s nostop print pass" % _PASSED_SIGNALS, to_string=True)


def _warm_up():
    """Types are looked up while nothing is attached, so that a stopped target does not wait for DWARF to be read."""
    try:
        require_go()
        for name in ("runtime.mheap", "runtime.mspan", "runtime.mstats", "runtime.g", "runtime.m", "runtime._defer", "runtime._panic"):
            struct(name)
    except Refusal as refusal:
        gdb.write("Go commands: error[%s]: %s\n" % (refusal.code, refusal.fact))


def register():
    """Everything, the fence of read-only mode last (TRIVET_READ_ONLY): a session without it must not begin."""
    _register()
    if not os.environ.get("TRIVET_READ_ONLY"):
        return
    try:
        read_only.enter()
    except Exception as thrown:
        gdb.write("read-only mode is not available: %s\n" % one_line(thrown))
        gdb.execute("quit 1")


def _register():
    try:
        _set_signals()
        _refuse_deadly_commands()
        attachment.register()
        gdb.events.new_objfile.connect(forget_layouts)
        gdb.events.new_objfile.connect(forget_names)
        GoHelp("go-help", gdb.COMMAND_SUPPORT)
        goroutine_commands.register()
        value_commands.register()
        GoSpans("go-spans")
        recent.register()
        crash.register()
        if not runtime_script.load():
            InfoGoroutines("info goroutines", gdb.COMMAND_STATUS)
        Goroutine("goroutine", gdb.COMMAND_RUNNING)
        if gdb.current_progspace().filename:
            _warm_up()
    except Exception as thrown:  # the console must come up whatever happens
        gdb.write("Go commands are not available: %s\n" % one_line(thrown))
