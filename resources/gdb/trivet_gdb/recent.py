"""The allocation trace in the console: start it, stop it, and list what was allocated in the last seconds."""

import json
import time

import gdb

from trivet_gdb import trace
from trivet_gdb.allocation_site import describe_site
from trivet_gdb.guard import Command, Refusal
from trivet_gdb.slots import Slots

_MOST_ROWS = 200
_USUAL_HITS, _USUAL_SECONDS = 500, 10.0
# When the target last stopped or ended: "the last 1.7 s" are counted back from there.
_frozen_at = None


def _on_stop(_event):
    global _frozen_at
    if _frozen_at is None:
        _frozen_at = time.time()


def _on_continue(_event):
    global _frozen_at
    _frozen_at = None


def attached():
    """The process that gdb holds, whether it runs or not."""
    process = gdb.selected_inferior()
    if process is None or process.pid == 0:
        raise Refusal("gdb-failed", "no process is attached")
    return process


def _positive(text, what):
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e9:
        raise Refusal("usage", "%s must be a number above 0, not %s" % (what, text))
    return value


class GoTrace(Command):
    """Trace sampled allocations. Usage: go-trace start [--hits N] [--for SECONDS], go-trace stop, go-trace status"""

    def run(self, arguments):
        verb, rest = (arguments[0], arguments[1:]) if arguments else ("status", [])
        if verb == "start":
            self._start(rest)
        elif verb in ("stop", "status") and not rest:
            self._tell(verb)
        else:
            raise Refusal("usage", "go-trace start [--hits N] [--for SECONDS], go-trace stop, or go-trace status")

    def _start(self, rest):
        hits, seconds = _USUAL_HITS, _USUAL_SECONDS
        while rest:
            if len(rest) < 2 or rest[0] not in ("--hits", "--for"):
                raise Refusal("usage", "go-trace start takes --hits N and --for SECONDS")
            if rest[0] == "--hits":
                hits = int(_positive(rest[1], "--hits"))
            else:
                seconds = _positive(rest[1].rstrip("s"), "--for")
            rest = rest[2:]
        trace.begin(attached(), None, hits, seconds)
        gdb.write(
            "tracing: at most %d samples and %g s; each stops a thread for about half a millisecond. Let it run: continue\n"
            % (hits, seconds)
        )

    def _tell(self, verb):
        now = trace.current()
        if now is None:
            raise Refusal("not-found", "no trace was started: go-trace start")
        if verb == "stop":
            now.end("asked")
        about = now.describe()
        gdb.write(
            "%s: %d samples in %.1f s%s\n"
            % (
                "tracing" if about["running"] else "ended (%s)" % about["ended"],
                about["hits"],
                about["seconds"],
                ", %d failed: %s" % (about["failures"], about["lastFailure"]) if about["failures"] else "",
            )
        )


class GoRecent(Command):
    """List what was allocated in the last seconds, newest first. Usage: go-recent SECONDS [--all]"""

    def run(self, arguments):
        everything = "--all" in arguments
        numbers = [each for each in arguments if each != "--all"]
        if len(numbers) > 1:
            raise Refusal("usage", "give seconds, for example go-recent 1.7")
        seconds = _positive(numbers[0].rstrip("s"), "seconds") if numbers else 1.7
        now = trace.current()
        if now is None:
            raise Refusal("not-found", "no allocation was traced: go-trace start first")
        until = _frozen_at if _frozen_at is not None else time.time()
        hits = [hit for hit in now.recent if until - seconds <= hit.time <= until]
        slots = _slots()
        gdb.write("%7s  %-14s %10s  %-5s %8s  %-28s %s\n" % _TITLES)
        for hit in reversed(hits if everything else hits[-_MOST_ROWS:]):
            gdb.write(_row(hit, until, slots) + "\n")
        if not everything and len(hits) > _MOST_ROWS:
            gdb.write("… %d older: go-recent %g --all\n" % (len(hits) - _MOST_ROWS, seconds))
        gdb.write(
            "%d sampled allocations in the last %g s%s\n"
            % (len(hits), seconds, "" if slots else "; whether they are still there cannot be told: the target is gone")
        )


_TITLES = ("ago", "address", "bytes", "there", "goroutin", "type", "stack")


def _slots():
    try:
        return Slots() if gdb.selected_inferior().pid else None
    except (Refusal, gdb.error):
        return None


def _row(hit, until, slots):
    there = slots.holds(hit.object) if slots else None
    kind, names = describe_site(hit)
    return "%6.3fs  0x%-12x %10d  %-5s %8d  %-28s %s" % (
        until - hit.time,
        hit.object,
        hit.size,
        {True: "yes", False: "no", None: "?"}[there],
        hit.goroutine,
        kind or "?",
        " < ".join(names) or "?",
    )


class MachineTrace(Command):
    """For the workbench: trivet-trace start FOLDER HITS SECONDS | stop | status; answers with one line of JSON."""

    def run(self, arguments):
        verb = arguments[0] if arguments else ""
        if verb == "start" and len(arguments) == 4:
            trace.begin(attached(), arguments[1], int(arguments[2]), float(arguments[3]))
        elif verb == "stop" and trace.current() is not None:
            trace.current().end("asked")
        elif verb != "status" or trace.current() is None:
            raise Refusal("usage", "no trace was started")
        _write_marked(trace.current().describe())

    def failed(self, code, fact):
        _write_marked({"error": {"code": code, "message": fact}})


def _write_marked(data):
    gdb.write("<<trivet-json\n%s\ntrivet-json>>\n" % json.dumps(data, separators=(",", ":")))


HELP = """  go-crash arm             stop the target at the last moment before it ends by itself (panic, throw, exit, SIGABRT)
  go-trace start [--hits N] [--for S]   trace sampled allocations while the target runs; go-trace stop ends it
  go-recent SECONDS        what was allocated in the last seconds: address, type, bytes, goroutine, still there?
"""


def register():
    trace.register()
    gdb.events.stop.connect(_on_stop)
    gdb.events.exited.connect(_on_stop)
    gdb.events.cont.connect(_on_continue)
    GoTrace("go-trace")
    GoRecent("go-recent")
    MachineTrace("trivet-trace", gdb.COMMAND_OBSCURE)
