"""Crash stops: the target is stopped at the last moment before it ends by itself, when everything is still there.

Breakpoints on `runtime.fatalpanic` (a panic that nobody recovers), `runtime.fatalthrow` (concurrent map writes, stack
overflow, deadlock, out of memory) and `runtime.exit` (os.Exit, the end of main, and the last step of all others), and
SIGABRT. They cost nothing until they are hit, and each is hit once in a life. What cannot be caught: SIGKILL, so the OOM
killer too.
"""

import json
import time

import gdb

from trivet_gdb.guard import Command, Refusal, one_line
from trivet_gdb.layout import require_go, struct
from trivet_gdb.memory import read, word
from trivet_gdb.recent import attached
from trivet_gdb.threads import ask_to_end, start_thread

_MOST_MESSAGE_BYTES = 4096


class _Note(gdb.Breakpoint):
    """On a function that is given the message of a fatal error: it is noted, and the target goes on at once."""

    def __init__(self, watch, function):
        super().__init__(function, internal=True)
        self.silent = True
        self._watch = watch

    def stop(self):
        # An exception that left this method would stop the target for good.
        try:
            self._watch.message = _string_argument()
        except KeyboardInterrupt:
            start_thread(ask_to_end)
        except Exception as thrown:
            self._watch.message = "the message cannot be read: " + one_line(thrown)
        return False


class _Stop(gdb.Breakpoint):
    """On a function from which nobody comes back."""

    def __init__(self, watch, function, kind):
        super().__init__(function, internal=True)
        self.silent = True
        self._watch = watch
        self._kind = kind

    def stop(self):
        try:
            return self._watch.caught(self._kind)
        except KeyboardInterrupt:
            start_thread(ask_to_end)
            return False
        except Exception as thrown:
            self._watch.failure = one_line(thrown)
            return False


class Watch:
    """From arming to the crash. One crash is told once: the exit that follows a panic is part of it."""

    def __init__(self, process):
        require_go()
        self._process = process
        self._breakpoints = []
        self.crash = None
        self.message = None
        self.failure = ""
        self.armed = True
        try:
            for function, kind in (
                ("runtime.fatalpanic", "panic"),
                ("runtime.fatalthrow", "throw"),
                ("runtime.exit", "exit"),
            ):
                self._add(_Stop(self, function, kind))
            for function in ("runtime.throw", "runtime.fatal"):
                self._add(_Note(self, function))
        except BaseException:
            self.disarm()
            raise
        gdb.execute("handle SIGABRT stop print pass", to_string=True)

    def _add(self, breakpoint):
        if breakpoint.pending:
            breakpoint.delete()
        else:
            self._breakpoints.append(breakpoint)

    def caught(self, kind, **facts):
        """True when the target shall stand still."""
        if self.crash is not None:
            return False
        if kind == "exit":
            facts["exitCode"] = _exit_code()
        goroutine = None
        try:
            goroutine = _goroutine()
        except (gdb.error, Refusal):
            pass  # a thread that runs no Go code
        self.crash = {
            "kind": kind,
            "atMillis": time.time() * 1000,
            "goroutine": goroutine,
            "message": self.message if kind == "throw" else None,
            **facts,
        }
        return True

    def disarm(self):
        self.armed = False
        for breakpoint in self._breakpoints:
            try:
                if breakpoint.is_valid():
                    breakpoint.delete()
            except gdb.error as thrown:
                self.failure = one_line(thrown)
        self._breakpoints = []
        gdb.execute("handle SIGABRT stop print pass", to_string=True)

    def release(self):
        """What follows a crash that was looked at shall not stop the target again."""
        self.disarm()
        gdb.execute("handle SIGABRT nostop noprint pass", to_string=True)

    def describe(self):
        return {"armed": self.armed, "failure": self.failure, "crash": self.crash}


def _string_argument():
    """A string in the first two registers, where the compiler's calling convention (Go 1.17 on) has it."""
    register = gdb.newest_frame().read_register
    address, length = int(register("rax")) & 0xFFFFFFFFFFFFFFFF, int(register("rbx"))
    if not 0 <= length <= _MOST_MESSAGE_BYTES:
        raise Refusal("gdb-failed", "a text of %d bytes" % length)
    return read(address, length).decode("utf-8", "replace")


def _exit_code():
    """The argument lies on the stack (assembly functions), above the return address."""
    stack = int(gdb.newest_frame().read_register("rsp"))
    return int.from_bytes(read(stack + 8, 4), "little", signed=True)


def _goroutine():
    """Id of the goroutine for which the stopped thread works; None on a thread that has none."""
    layout = struct("runtime.g")
    goid_at, goid_size = layout.field("goid")
    record = read(int(gdb.newest_frame().read_register("r14")), layout.size)
    goid = word(record, goid_at, goid_size)
    if goid != 0:
        return goid
    machine = word(record, *layout.field("m"))
    current = word(read(machine + struct("runtime.m").field("curg")[0], 8), 0)
    if current == 0:
        return None
    return word(read(current, layout.size), goid_at, goid_size) or None


_watch = None


def _on_stop(event):
    if _watch is not None and _watch.armed and isinstance(event, gdb.SignalEvent):
        if event.stop_signal == "SIGABRT":
            _watch.caught("signal", signal="SIGABRT")


def _on_exited(_event):
    if _watch is not None and _watch.armed:
        _watch.disarm()


class MachineCrash(Command):
    """For the workbench: trivet-crash arm | status | release | disarm; answers with one line of JSON."""

    def run(self, arguments):
        global _watch
        verb = arguments[0] if len(arguments) == 1 else ""
        if verb == "arm":
            if _watch is not None and _watch.armed:
                raise Refusal("usage", "the crash stop is armed already")
            if not gdb.parameter("may-insert-breakpoints"):
                raise Refusal("gdb-refused", "a crash stop puts breakpoints into the target, and this session only reads")
            _watch = Watch(attached())
        elif _watch is None or verb not in ("status", "release", "disarm"):
            raise Refusal("usage", "no crash stop was armed")
        elif verb == "release":
            _watch.release()
        elif verb == "disarm":
            _watch.disarm()
        _write_marked(_watch.describe())

    def failed(self, code, fact):
        _write_marked({"error": {"code": code, "message": fact}})


class GoCrash(Command):
    """Stop the target at the last moment before it ends by itself. Usage: go-crash arm, go-crash disarm"""

    def run(self, arguments):
        if arguments not in (["arm"], ["disarm"]):
            raise Refusal("usage", "go-crash arm, or go-crash disarm")
        gdb.execute("trivet-crash " + arguments[0], to_string=True)
        armed = _watch is not None and _watch.armed
        gdb.write("armed: let it run, then look at it with bt, go-goroutines, go-recent\n" if armed else "not armed\n")


def _write_marked(data):
    gdb.write("<<trivet-json\n%s\ntrivet-json>>\n" % json.dumps(data, separators=(",", ":")))


def register():
    gdb.events.stop.connect(_on_stop)
    gdb.events.exited.connect(_on_exited)
    MachineCrash("trivet-crash", gdb.COMMAND_OBSCURE)
    GoCrash("go-crash")
