# Read by gdb before anything else (-iex): makes the machine channel fit for MI, and ties gdb's life to the workbench's.
# Environment: TRIVET_MI_TTY = slave of the second pseudoterminal, TRIVET_PARENT_PID = the workbench, TRIVET_TARGET_PID =
# a running process that gdb is to be attached to.

import os
import signal
import sys
import time
import tty

import gdb

# The helpers may lie in a read-only or shared installation.
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(os.path.expanduser(__file__))))

from trivet_gdb.guardian import watch_over  # noqa: E402
from trivet_gdb.threads import ask_to_end, note_ending, start_thread  # noqa: E402


def make_raw(path):
    """No echo, no line editing, no CR/LF translation: what is written is what the other side reads."""
    descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        tty.setraw(descriptor)
    finally:
        os.close(descriptor)


def close_inherited_masters():
    """A pty master that leaked in from the workbench would keep another debugger's terminal alive: close it."""
    for name in os.listdir("/proc/self/fd"):
        try:
            if int(name) > 2 and os.readlink("/proc/self/fd/" + name).endswith("ptmx"):
                os.close(int(name))
        except OSError:
            pass


def watch_parent(parent):
    """SIGTERM to ourselves when the workbench is gone however it went: gdb then takes its breakpoints out and detaches.

    The closing of the console pty already sends SIGHUP, but only once every copy of its master is closed, and a child
    of the workbench may hold one. PR_SET_PDEATHSIG cannot be held up like that, but sends its signal once, and Python may
    have caught it; polling stands behind it, and in where it is absent.
    """

    def poll():
        while os.getppid() == parent:
            time.sleep(0.25)
        time.sleep(1)
        ask_to_end()

    start_thread(poll)
    try:
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM, 0, 0, 0)
    except Exception:
        return
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def spare_from_oom_killer():
    """An OOM-killed gdb leaves its breakpoints behind. Lowering needs CAP_SYS_RESOURCE: without it nothing is lost."""
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("-900")
    except OSError:
        pass


if os.path.isdir("/proc/self/fd"):
    close_inherited_masters()
    spare_from_oom_killer()
if hasattr(gdb.events, "gdb_exiting"):
    gdb.events.gdb_exiting.connect(note_ending)
if os.environ.get("TRIVET_PARENT_PID"):
    watch_parent(int(os.environ["TRIVET_PARENT_PID"]))
if os.environ.get("TRIVET_TARGET_PID"):
    try:
        watch_over(int(os.environ["TRIVET_TARGET_PID"]))
    except OSError:
        pass  # it has just ended, or this system has no /proc
if os.environ.get("TRIVET_MI_TTY"):
    make_raw(os.environ["TRIVET_MI_TTY"])
