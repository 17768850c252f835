"""Goroutines from runtime.allgs, with their stacks by frame pointers: nothing is switched to and no register written."""

import gdb

from trivet_gdb.guard import Refusal
from trivet_gdb.layout import address_of, size_of, struct
from trivet_gdb.memory import read, read_records, read_words, word
from trivet_gdb.symbols import function_at

# runtime/runtime2.go: dead goroutines, and the extra ones that cgo keeps in stock.
_STATUS = {
    0: "idle",
    1: "runnable",
    2: "running",
    3: "syscall",
    4: "waiting",
    6: "dead",
    8: "copystack",
    9: "preempted",
    10: "leaked",
    11: "dead",
}
_DEAD = (6, 11)
_RUNNING, _SYSCALL, _WAITING = 2, 3, 4
_SCAN_BIT = 0x1000
_MOST_FRAMES = 64
_FIRST_STACK_BYTES = 4096


class Goroutine:
    """One row of allgs. `pcs` are return addresses, innermost first, and are read when asked for."""

    def __init__(self, reader, record):
        self._reader = reader
        self._record = record
        self.id = reader.get(record, "goid")
        self.status_number = reader.get(record, "atomicstatus") & ~_SCAN_BIT
        self.start_pc = reader.get(record, "startpc")
        self.first_panic = reader.get(record, "_panic")
        self.first_defer = reader.get(record, "_defer")

    @property
    def status(self):
        return _STATUS.get(self.status_number, str(self.status_number))

    @property
    def wait_reason(self):
        if self.status_number != _WAITING:
            return ""
        return self._reader.wait_reason(self._reader.get(self._record, "waitreason"))

    def pcs(self):
        return self._reader.pcs(self._record, self.status_number)

    def function(self):
        """The innermost function outside package runtime: what the goroutine is about. The runtime's own goroutines
        are named by what they were started as."""
        for pc in self.pcs():
            name = function_at(pc - 1)
            if not name.startswith("runtime."):
                return name
        return function_at(self.start_pc)


class GoroutineReader:
    def __init__(self):
        self._struct = struct("runtime.g")
        self._places = {
            name: self._struct.field(name)
            for name in ("goid", "atomicstatus", "waitreason", "startpc", "m", "syscallsp", "syscallpc", "_panic", "_defer")
        }
        self._places["syscallbp"] = self._struct.field("syscallbp") if self._struct.has("syscallbp") else None
        for name in ("sp", "pc", "bp"):
            self._places["sched." + name] = self._struct.inside("sched", name)
        self._places["stack.lo"] = self._struct.inside("stack", "lo")
        self._places["stack.hi"] = self._struct.inside("stack", "hi")
        self._reasons = None

    def get(self, record, name):
        return word(record, *self._places[name])

    def all(self):
        """Every goroutine that is not dead, by id."""
        header = read(address_of("runtime.allgs"), 24)
        pointer, length = word(header, 0), word(header, 8)
        if pointer == 0 or not 0 < length <= 100_000_000:
            raise Refusal("gdb-failed", "the goroutine table is not set up, or is just being moved: resume and retry")
        records = read_records(read_words(pointer, length), self._struct.size).values()
        found = [Goroutine(self, record) for record in records]
        return sorted((each for each in found if each.status_number not in _DEAD), key=lambda each: each.id)

    def wait_reason(self, number):
        """The numbers shift with every release, so the words are read from the target."""
        if self._reasons is None:
            table = read(address_of("runtime.waitReasonStrings"), size_of("runtime.waitReasonStrings"))
            self._reasons = [
                read(word(table, at), word(table, at + 8)).decode() if word(table, at + 8) else ""
                for at in range(0, len(table), 16)
            ]
        return self._reasons[number] if number < len(self._reasons) else str(number)

    def pcs(self, record, status):
        if status in (_RUNNING, _SYSCALL):
            thread_pcs = self._pcs_of_thread(self.get(record, "m"))
            if thread_pcs:
                return thread_pcs
        if status == _SYSCALL or self.get(record, "syscallsp") != 0:
            frame = self.get(record, "syscallbp") if self._places["syscallbp"] else 0
            return self._walk(record, self.get(record, "syscallpc"), self.get(record, "syscallsp"), frame)
        return self._walk(
            record, self.get(record, "sched.pc"), self.get(record, "sched.sp"), self.get(record, "sched.bp")
        )

    def _walk(self, record, pc, sp, frame):
        """Frame pointers link [saved frame pointer][return address] on amd64 and arm64 alike."""
        pcs = [pc] if pc else []
        low, high = self.get(record, "stack.lo"), self.get(record, "stack.hi")
        if not low <= sp <= frame < high:
            return pcs
        start, stack = sp, read(sp, min(high - sp, _FIRST_STACK_BYTES))
        while len(pcs) < _MOST_FRAMES and start <= frame <= high - 16:
            if frame + 16 > start + len(stack):
                stack = read(start, high - start)
            next_frame, pc = word(stack, frame - start), word(stack, frame - start + 8)
            if pc == 0:
                break
            pcs.append(pc)
            if next_frame <= frame:
                break
            frame = next_frame
        return pcs

    def _pcs_of_thread(self, m):
        """A goroutine on a thread has its registers there: gdb unwinds them. Only gdb's selection moves, and back."""
        if m == 0:
            return []
        machine = struct("runtime.m")
        offset, size = machine.field("procid")
        lwp = word(read(m + offset, size), 0, size)
        before = gdb.selected_thread()
        for thread in gdb.selected_inferior().threads():
            if thread.ptid[1] != lwp:
                continue
            try:
                thread.switch()
                pcs = []
                frame = gdb.newest_frame()
                while frame is not None and len(pcs) < _MOST_FRAMES:
                    # The innermost pc is not a return address: one is taken off everywhere when it is named.
                    pc = frame.pc()
                    if pc == 0:
                        break
                    pcs.append(pc if pcs else pc + 1)
                    frame = frame.older()
                return pcs
            except gdb.error:
                return []
            finally:
                if before is not None and before.is_valid():
                    before.switch()
        return []
