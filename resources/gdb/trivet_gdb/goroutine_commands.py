"""go-goroutines and go-stack, for people and, with --json, for the panel beside the console."""

import re
from collections import Counter

import gdb

from trivet_gdb.goroutines import GoroutineReader
from trivet_gdb.guard import Command, Refusal, live_process, write_marked
from trivet_gdb.symbols import function_at, line_at

_MOST_ROWS = 1000


class GoGoroutines(Command):
    """List goroutines: id, status, wait reason, function, start. Usage: go-goroutines [--all | --groups]"""

    def run(self, arguments):
        most = _machine_rows(self, arguments)
        unknown = [each for each in arguments if each not in ("--all", "--groups")]
        if most is None and unknown:
            raise Refusal("usage", "unknown argument %s; go-goroutines takes --all or --groups" % unknown[0])
        live_process()
        goroutines = GoroutineReader().all()
        if most is not None:
            write_marked({"total": len(goroutines), "rows": [_describe(each) for each in goroutines[:most]]})
            return
        lines = _groups(goroutines) if "--groups" in arguments else _rows(goroutines, "--all" in arguments)
        gdb.write("".join(line + "\n" for line in lines))

    def failed(self, code, fact):
        _fail(self, code, fact) or super().failed(code, fact)


def _machine_rows(command, arguments):
    """How many rows --json=N asks for; None when people read the answer."""
    match = re.fullmatch(r"--json=(\d+)", arguments[0]) if len(arguments) == 1 else None
    command.for_machine = match is not None
    return int(match.group(1)) if match else None


def _fail(command, code, fact):
    """Writes a failure as data where data was asked for; says whether it did."""
    if not getattr(command, "for_machine", False):
        return False
    write_marked({"error": {"code": code, "message": fact}})
    return True


def _describe(goroutine):
    return {
        "id": goroutine.id,
        "status": goroutine.status,
        "waitReason": goroutine.wait_reason,
        "function": goroutine.function(),
        "start": function_at(goroutine.start_pc),
    }


def _rows(goroutines, everything):
    yield "%7s  %-9s  %-24s  %s" % ("id", "status", "wait reason", "function (started as)")
    for each in goroutines if everything else goroutines[:_MOST_ROWS]:
        yield "%7d  %-9s  %-24s  %s" % (each.id, each.status, each.wait_reason or "-", _function_and_start(each))
    if not everything and len(goroutines) > _MOST_ROWS:
        yield "… %d more: go-goroutines --all, or --groups" % (len(goroutines) - _MOST_ROWS)
    yield "%d goroutines" % len(goroutines)


def _function_and_start(goroutine):
    function, start = goroutine.function(), function_at(goroutine.start_pc)
    return function if function == start else "%s (%s)" % (function, start)


def _groups(goroutines):
    counted = Counter((each.function(), each.status, each.wait_reason or "-") for each in goroutines)
    yield "%7s  %-9s  %-24s  %s" % ("count", "status", "wait reason", "function")
    for (function, status, reason), count in counted.most_common():
        yield "%7d  %-9s  %-24s  %s" % (count, status, reason, function)
    yield "%d goroutines" % len(goroutines)


class GoStack(Command):
    """Show the stack of one goroutine. Usage: go-stack ID"""

    def run(self, arguments):
        self.for_machine = arguments[1:] == ["--json"]
        if len(arguments) != (2 if self.for_machine else 1) or not arguments[0].isdigit():
            raise Refusal("usage", "give one goroutine id, for example go-stack 1")
        live_process()
        wanted = int(arguments[0])
        for each in GoroutineReader().all():
            if each.id == wanted:
                break
        else:
            raise Refusal("not-found", "there is no goroutine %d" % wanted)
        frames = [(pc, function_at(pc - 1), *line_at(pc - 1)) for pc in each.pcs()]
        if self.for_machine:
            names = ("address", "function", "file", "line")
            write_marked({"frames": [dict(zip(names, ("0x%x" % pc, *rest))) for pc, *rest in frames]})
            return
        reason = " [%s]" % each.wait_reason if each.wait_reason else ""
        lines = ["goroutine %d: %s%s" % (each.id, each.status, reason)]
        for number, frame in enumerate(frames):
            lines.append("#%-2d 0x%012x in %s () at %s:%d" % (number, *frame))
        gdb.write("\n".join(lines) + "\n")

    def failed(self, code, fact):
        _fail(self, code, fact) or super().failed(code, fact)


def register():
    GoGoroutines("go-goroutines", gdb.COMMAND_STACK)
    GoStack("go-stack", gdb.COMMAND_STACK)
