"""Sampled allocations of the running target: one hit each time that the heap profiler takes a sample.

The breakpoint is on `runtime.profilealloc`, which the runtime calls once per MemProfileRate allocated bytes (512 KiB),
with the same arguments in Go 1.19 to 1.27: never on mallocgc, which a busy program calls millions of times a second.
While it is in, `asyncpreemptoff` is set: a thread that stands at a breakpoint is sent SIGURG, whose handler would return
to the breakpoint and hit it again, for ever. delve does the same.

A hit costs the target a millisecond, so little is done in it: registers, the goroutine's record and a copy of its stack
in three reads. Stacks are walked and named by whoever reads the records (core/allocation-trace/hit-record.ts has their
format), or when somebody asks for them in the console.
"""

import collections
import os
import shutil
import struct as binary
import time

import gdb

from trivet_gdb.guard import Refusal, one_line
from trivet_gdb.layout import address_of, require_go, struct
from trivet_gdb.threads import ask_to_end, start_thread

_FUNCTION = "runtime.profilealloc"
_MOST_STACK_BYTES = 6144
_MOST_RECENT = 20_000
_MOST_RECENT_SECONDS = 60.0
# length, format, number, time, object, bytes, pc, sp, frame pointer, g, goroutine id
_HEADER = binary.Struct("<IIQdQQQQQQQ")
_FORMAT = 1
# Records are written in files of this size, which the reader removes; so many may wait before hits go unrecorded.
_SEGMENT_BYTES = 4 << 20
_MOST_SEGMENTS = 16

Hit = collections.namedtuple("Hit", "number time object size pc sp frame g goroutine stack")


class Records:
    """Where hits are written for the workbench, in numbered files of a folder that it made for this trace."""

    def __init__(self, folder):
        self._folder = folder
        self._number = 0
        self._written = 0
        self._file = None
        self.dropped = 0

    def append(self, hit):
        data = _HEADER.pack(
            _HEADER.size + len(hit.stack),
            _FORMAT,
            hit.number,
            hit.time,
            hit.object,
            hit.size,
            hit.pc,
            hit.sp,
            hit.frame,
            hit.g,
            hit.goroutine,
        )
        if self._file is None or self._written + len(data) + len(hit.stack) > _SEGMENT_BYTES:
            if not self._begin_segment():
                self.dropped += 1
                return
        self._file.write(data + hit.stack)
        self._written += len(data) + len(hit.stack)

    def _begin_segment(self):
        self.close()
        if len(os.listdir(self._folder)) >= _MOST_SEGMENTS:
            return False
        self._number += 1
        path = os.path.join(self._folder, "%06d.hits" % self._number)
        # Unbuffered: what was written is there, however this gdb ends.
        self._file = open(path, "xb", buffering=0)
        self._written = 0
        return True

    def close(self):
        if self._file is not None:
            self._file.close()
            self._file = None

    def remove(self):
        """Nobody will come to read them."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Preemption:
    """The runtime's switch for signals that preempt, set while breakpoints are in and put back through the process's
    memory file: that works while the target runs, and on gdb's way out."""

    def __init__(self, pid):
        value = gdb.parse_and_eval("'runtime.debug'")
        for field in value.type.strip_typedefs().fields():
            if field.name == "asyncpreemptoff":
                self._address = address_of("runtime.debug") + field.bitpos // 8
                self._size = field.type.sizeof
                break
        else:
            raise Refusal("target-not-go", "the runtime has no switch asyncpreemptoff")
        self._file = os.open("/proc/%d/mem" % pid, os.O_RDWR | os.O_CLOEXEC)
        self._before = None

    def switch_off(self):
        self._before = os.pread(self._file, self._size, self._address)
        os.pwrite(self._file, (1).to_bytes(self._size, "little"), self._address)

    def restore(self):
        if self._before is None:
            return
        before, self._before = self._before, None
        try:
            os.pwrite(self._file, before, self._address)
        except OSError:
            pass  # the target is gone
        os.close(self._file)


class _Breakpoint(gdb.Breakpoint):
    def __init__(self, trace):
        super().__init__(_FUNCTION, internal=True)
        self.silent = True
        self._trace = trace

    def stop(self):
        # An exception that left this method would stop the target for good.
        try:
            self._trace.take_hit()
        except KeyboardInterrupt:
            # Ctrl-C does not come here, the workbench turns it into an interruption of the target: this was SIGTERM.
            start_thread(ask_to_end)
        except Exception as thrown:
            self._trace.failures += 1
            self._trace.last_failure = one_line(thrown)
        return False


class Trace:
    """One run, from the breakpoint's insertion to its removal."""

    def __init__(self, process, folder, most_hits, seconds):
        require_go()
        self._process = process
        self._goroutine = struct("runtime.g")
        self._goid = self._goroutine.field("goid")
        self._stack_high = self._goroutine.inside("stack", "hi")
        self._records = Records(folder) if folder else None
        self._most_hits = most_hits
        self._seconds = seconds
        self._preemption = Preemption(process.pid)
        self._ending = False
        self.recent = collections.deque(maxlen=_MOST_RECENT)
        self.hits = 0
        self.failures = 0
        self.last_failure = ""
        self.handled_seconds = 0.0
        self.ended = None
        self.started = time.time()
        self._preemption.switch_off()
        try:
            self._breakpoint = _Breakpoint(self)
            if self._breakpoint.pending:
                self._breakpoint.delete()
                raise Refusal(
                    "trace-unavailable",
                    "the program never samples its allocations: %s is not linked in (nothing in it reads the heap profile)"
                    % _FUNCTION,
                )
        except BaseException:
            self._preemption.restore()
            raise
        if seconds > 0:
            start_thread(self._wait, time.monotonic() + seconds)

    @property
    def running(self):
        return self.ended is None

    @property
    def dropped(self):
        return self._records.dropped if self._records else 0

    def take_hit(self):
        began = time.perf_counter()
        if self._most_hits and self.hits >= self._most_hits:
            return
        frame = gdb.newest_frame()
        register = frame.read_register
        g = int(register("r14"))
        sp = int(register("rsp"))
        read = self._process.read_memory
        record = read(g, self._goroutine.size)
        high = _word(record, self._stack_high)
        stack = bytes(read(sp, min(high - sp, _MOST_STACK_BYTES))) if sp < high else b""
        self.hits += 1
        hit = Hit(
            self.hits,
            time.time(),
            int(register("rbx")),
            int(register("rcx")),
            int(register("rip")),
            sp,
            int(register("rbp")),
            g,
            _word(record, self._goid),
            stack,
        )
        self.recent.append(hit)
        while hit.time - self.recent[0].time > _MOST_RECENT_SECONDS:
            self.recent.popleft()
        if self._records:
            self._records.append(hit)
        self.handled_seconds += time.perf_counter() - began
        if self._most_hits and self.hits >= self._most_hits:
            self._end_soon("hits")

    def _wait(self, until):
        while self.running and time.monotonic() < until:
            time.sleep(0.05)
        if self.running:
            self._end_soon("time")

    def _end_soon(self, why):
        # A breakpoint must not be deleted within its own stop(), nor from another thread.
        if not self._ending:
            self._ending = True
            gdb.post_event(lambda: self.end(why))

    def end(self, why):
        """Takes the breakpoint out and puts the switch back. Safe to call again."""
        if not self.running:
            return
        self.ended = why
        self.seconds = time.time() - self.started
        try:
            if self._breakpoint.is_valid():
                self._breakpoint.delete()
        except gdb.error as thrown:
            self.last_failure = one_line(thrown)
        self._preemption.restore()
        if self._records:
            self._records.close()

    def abandon(self):
        """gdb ends, and takes its breakpoints out itself: only the switch is ours."""
        if self.running:
            self.ended = "gdb-ended"
            self.seconds = time.time() - self.started
            self._preemption.restore()
        if self._records and not _workbench_lives():
            self._records.remove()

    def describe(self):
        return {
            "running": self.running,
            "ended": self.ended,
            "hits": self.hits,
            "dropped": self.dropped,
            "failures": self.failures,
            "lastFailure": self.last_failure,
            "seconds": (time.time() - self.started) if self.running else self.seconds,
            "handledSeconds": self.handled_seconds,
            "startedMillis": int(self.started * 1000),
        }


def _workbench_lives():
    return os.environ.get("TRIVET_PARENT_PID") in (None, "", str(os.getppid()))


def _word(record, place):
    offset, size = place
    return int.from_bytes(bytes(record[offset : offset + size]), "little")


_current = None


def current():
    """The trace that runs, or the last one; None before the first."""
    return _current


def begin(process, folder, most_hits, seconds):
    """Starts a trace; codes: trace-unavailable, target-not-go, usage when one runs already."""
    global _current
    if _current is not None and _current.running:
        raise Refusal("usage", "a trace is running: go-trace stop")
    if not gdb.parameter("may-insert-breakpoints"):
        raise Refusal("gdb-refused", "a trace puts a breakpoint into the target, and this session only reads")
    _current = Trace(process, folder, most_hits, seconds)
    return _current


def _on_exit(_event=None):
    if _current is not None:
        _current.abandon()


def _on_exited(_event):
    """The target ended: what was recorded stays, for go-recent."""
    if _current is not None:
        _current.end("target-died")


def register():
    # A breakpoint is stepped over in place, and not in a copy of the instruction: a gdb that is ended between the two
    # would let go of a thread in the copy, and the target would die of it.
    gdb.execute("set displaced-stepping off", to_string=True)
    gdb.events.exited.connect(_on_exited)
    if hasattr(gdb.events, "gdb_exiting"):
        gdb.events.gdb_exiting.connect(_on_exit)
