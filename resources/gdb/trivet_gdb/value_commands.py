"""go-print, go-object, go-panic, go-defer: they read, and need the target stopped."""

import re

import gdb

from trivet_gdb import chains, objects
from trivet_gdb.goroutines import GoroutineReader
from trivet_gdb.guard import Command, Refusal, live_process
from trivet_gdb.layout import require_go
from trivet_gdb.values import show

HELP = """  go-print EXPRESSION      a Go value: strings, slices, maps, interfaces and what they hold, channels
  go-object ADDRESS        the heap object around an address: size, slot, type where the heap knows it
  go-panic [ID]            panics under way with their values, of one goroutine or of all
  go-defer ID              defers of one goroutine, the next to run first
"""
# A package's variable or function, which gdb would take for a field of something else.
_GO_NAME = re.compile(r"[\w./~-]+\.[\w()*.]+")


class GoPrint(Command):
    """Print a Go value. Usage: go-print EXPRESSION"""

    def invoke(self, argument, from_tty):
        # An expression is taken as it was typed: quotes are part of it.
        self._expression = argument.strip()
        super().invoke("", from_tty)

    def run(self, arguments):
        if not self._expression:
            raise Refusal("usage", "give an expression, for example go-print 'main.total'")
        live_process()
        require_go()
        gdb.write("%s\n" % show(_evaluate(self._expression)))


class GoObject(Command):
    """Show the heap object that an address points into. Usage: go-object ADDRESS"""

    def invoke(self, argument, from_tty):
        self._expression = argument.strip()
        super().invoke("", from_tty)

    def run(self, arguments):
        if not self._expression:
            raise Refusal("usage", "give an address, for example go-object 0xc000012000")
        live_process()
        require_go()
        address = int(_evaluate(self._expression))
        gdb.write("".join(line + "\n" for line in objects.describe(objects.find_object(address))))


class GoPanic(Command):
    """Show panics that are under way, and their values. Usage: go-panic [ID]"""

    def run(self, arguments):
        if len(arguments) > 1 or (arguments and not arguments[0].isdigit()):
            raise Refusal("usage", "give no goroutine id, or one")
        live_process()
        found = [each for each in _goroutines(arguments) if each.first_panic]
        for each in found:
            gdb.write("goroutine %d [%s]\n" % (each.id, each.status))
            gdb.write("".join("  %s\n" % line for line in chains.panics(each.first_panic)))
        if not found:
            gdb.write("no panic is under way\n")


class GoDefer(Command):
    """Show the defers of one goroutine. Usage: go-defer ID"""

    def run(self, arguments):
        if len(arguments) != 1 or not arguments[0].isdigit():
            raise Refusal("usage", "give one goroutine id, for example go-defer 1")
        live_process()
        (each,) = _goroutines(arguments)
        lines = list(chains.defers(each.first_defer))
        gdb.write("".join(line + "\n" for line in lines or ["goroutine %d has no defers in a chain" % each.id]))


def _evaluate(expression):
    if _GO_NAME.fullmatch(expression):
        try:
            return gdb.parse_and_eval("'%s'" % expression)
        except gdb.error:
            pass  # a field of a local variable: taken as it was typed
    return gdb.parse_and_eval(expression)


def _goroutines(arguments):
    everything = GoroutineReader().all()
    if not arguments:
        return everything
    chosen = [each for each in everything if each.id == int(arguments[0])]
    if not chosen:
        raise Refusal("not-found", "there is no goroutine %s" % arguments[0])
    return chosen


def register():
    GoPrint("go-print")
    GoObject("go-object")
    GoPanic("go-panic", gdb.COMMAND_STACK)
    GoDefer("go-defer", gdb.COMMAND_STACK)
