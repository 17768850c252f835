"""Every way into Python goes through here: an exception becomes one line, never a traceback and never a half-done state."""

import json

import gdb


class Refusal(Exception):
    """An expected failure. `code` is one of Trivet's error codes, the text is the fact."""

    def __init__(self, code, fact):
        super().__init__(fact)
        self.code = code
        self.fact = fact


def one_line(thrown):
    text = " ".join(str(thrown).split())
    return text or type(thrown).__name__


def describe(thrown):
    """(code, fact) of anything thrown."""
    if isinstance(thrown, Refusal):
        return thrown.code, thrown.fact
    if isinstance(thrown, KeyboardInterrupt):
        return "cancelled", "interrupted"
    if isinstance(thrown, gdb.MemoryError):
        return "gdb-failed", "memory of the target could not be read: " + one_line(thrown)
    if isinstance(thrown, gdb.error):
        return "gdb-failed", one_line(thrown)
    return "gdb-failed", type(thrown).__name__ + ": " + one_line(thrown)


_trusted = 0


def execute(command):
    """Runs a gdb command of ours and gives back what it prints: not one word of it may come from whoever types, because
    read-only mode lets it through."""
    global _trusted
    _trusted += 1
    try:
        return gdb.execute(command, to_string=True)
    finally:
        _trusted -= 1


def is_trusted():
    """True while a command of ours runs."""
    return _trusted > 0


class Command(gdb.Command):
    """A gdb command whose `run(arguments)` may throw: whoever typed it sees `name: error[code]: fact`."""

    def __init__(self, name, kind=gdb.COMMAND_DATA):
        super().__init__(name, kind)
        self.command_name = name

    def run(self, arguments):
        raise NotImplementedError

    def failed(self, code, fact):
        gdb.write("%s: error[%s]: %s\n" % (self.command_name, code, fact))

    def invoke(self, argument, from_tty):
        try:
            self.dont_repeat()
            self.run(gdb.string_to_argv(argument))
        except (Exception, KeyboardInterrupt) as thrown:
            self.failed(*describe(thrown))


def write_marked(data):
    """Data for the workbench: between markers, because warnings of gdb may stand before and after."""
    gdb.write("<<trivet-json\n%s\ntrivet-json>>\n" % json.dumps(data, separators=(",", ":")))


def live_process():
    """The process that gdb holds. Reading it while it runs would race with it, so it must be stopped."""
    process = gdb.selected_inferior()
    if process is None or process.pid == 0:
        raise Refusal("gdb-failed", "no process is attached")
    thread = gdb.selected_thread()
    if thread is None and process.threads():
        process.threads()[0].switch()
        thread = gdb.selected_thread()
    if thread is None or thread.is_running():
        raise Refusal("gdb-failed", "the target is running: stop it first")
    return process
