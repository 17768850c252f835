// The gdb panel: what the debugger does to the target, before and while it does it.

export const gdb = {
  "gdb.state": "Debugger state",
  "gdb.state.detached": "detached",
  "gdb.state.attaching": "attaching…",
  "gdb.state.stopped": "target stopped",
  "gdb.state.stopped-for": "target stopped for {ms:duration}",
  "gdb.state.running": "attached, target running",
  "gdb.state.detaching": "detaching…",
  "gdb.state.recorded": "recorded transcript, read only",
  "gdb.state.reason": "Reason: {reason}",
  "gdb.breakpoints": "breakpoints inserted",
  "gdb.actions": "Debugger",
  "gdb.attach": "Attach gdb…",
  "gdb.resume": "Resume",
  "gdb.interrupt": "Interrupt",
  "gdb.detach": "Detach",
  "gdb.spans": "Count heap spans",
  "gdb.spans.hint":
    "Counts what the stopped target's heap holds, by size class, and keeps it as a snapshot",
  "gdb.spans.running": "Counting heap spans",
  "gdb.spans.done":
    "Heap in use: {bytes:bytes}, objects: {objects:count}. Kept in the evidence as snapshot {id}, and picked.",
  "gdb.spans.show": "Show it in the evidence",
  "gdb.holds.resume": "Resume, and take it",
  "gdb.ended": "gdb has ended. Its console stays readable.",
  "gdb.attaching": "Attaching gdb",
  "gdb.terminal": "gdb console",
  "gdb.search": "Search the console",
  "gdb.search.previous": "Previous match",
  "gdb.search.next": "Next match",
  "gdb.session": "--- session {session}, {time} ---",
  "gdb.confirm.title": "Attach gdb to {target}?",
  "gdb.confirm.stop":
    "Attaching stops the whole process {pid}: it takes about {ms:duration} until gdb is ready.",
  "gdb.confirm.after":
    "The process then stands still and answers no request until you press Resume or Detach; the same at every later stop. The bar above the console counts how long.",
  "gdb.confirm.detach":
    "Closing this window, quitting or a crash of Trivet detaches and lets the process go on.",
  "gdb.confirm.transcript":
    "What is typed and printed is recorded as evidence, with times.",
  "gdb.confirm.basis": "Basis",
  "gdb.confirm.basis.measured-before": "measured when gdb last attached to it",
  "gdb.confirm.basis.static-binary":
    "typical for a statically linked Go binary",
  "gdb.confirm.basis.dynamic-binary":
    "typical for a dynamically linked binary: its libraries are left alone",
  "gdb.confirm.exe": "Program",
  "gdb.confirm.reading": "Working out what attaching costs…",
  "gdb.confirm.attach": "Stop and attach",
  "gdb.empty.title": "gdb is not attached",
  "gdb.empty.text":
    "gdb reads what profiles cannot: goroutines with their frames, variables, and what each span of the heap really holds. Attaching stops the process for a moment; the price is shown before anything happens.",
  "gdb.empty.no-target":
    "Connect to a Go process on this machine first: gdb attaches to its process.",
  "gdb.empty.remote":
    "The process of this target is not visible on this machine, so gdb cannot attach to it. Counters and profiles over HTTP work.",
  "gdb.empty.ended": "The process of this target has ended.",
  "gdb.empty.recorded.title": "No debugger session",
  "gdb.empty.recorded.text":
    "This investigation holds no transcript: gdb was not used while it was recorded. To use it, connect to a running process.",
} as const;
