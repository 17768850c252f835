"""Threads beside gdb's own. gdb sleeps until SIGCHLD says that a thread of the target has stopped, and keeps that signal
blocked in its main thread meanwhile: the kernel would give it to a thread of ours, and gdb would sleep on for ever with the
target stopped. (gdb.Thread does the same from gdb 14 on.)"""

import os
import signal
import threading
import time

# A gdb that heard SIGTERM needs this long to take its breakpoints out and detach: another one would break into that.
_PATIENCE_SECONDS = 1.0

_ending = False


def start_thread(target, *arguments):
    """Runs it in a daemon thread that receives no signals."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        threading.Thread(target=target, args=arguments, daemon=True).start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ask_to_end():
    """SIGTERM to ourselves until gdb follows: one that comes while Python runs becomes an exception there, and is
    forgotten. Blocks: for a thread of its own."""
    while not _ending:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE_SECONDS)


def note_ending(_event=None):
    global _ending
    _ending = True
