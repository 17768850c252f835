// The timeline: rows, bands, marks, gestures.

export const timeline = {
  "timeline.title": "Timeline",
  "timeline.controls": "Visible stretch of time",
  "timeline.cursor": "Moment under the cursor",
  "timeline.help":
    "Drag to zoom · Alt-drag to compare · wheel to zoom · Esc for all",
  "timeline.all": "All",
  "timeline.last": "Last {span:duration}",
  "timeline.zoomIn": "Zoom in",
  "timeline.dropPair": "Drop the comparison",
  "timeline.events": "Events",
  "timeline.note": "Note",
  "timeline.snapshotHint":
    "Click to show, Shift-click to compare with the one shown",
  "timeline.compareWith": "Compare with the one shown",
  "timeline.noPartner":
    "There is no other snapshot of this kind to compare with. Take another one.",
  "timeline.noPair":
    "The range has no two snapshots of one kind near its ends.",
  "timeline.row.memory": "Memory",
  "timeline.row.gc": "Garbage collections",
  "timeline.row.counts": "Goroutines and threads",
  "timeline.limit": "Memory limit",
  "timeline.limit.hint": "The cgroup's limit: above it the kernel kills.",
  "timeline.rss": "RSS",
  "timeline.rss.hint":
    "Resident memory of the process, as the kernel counts it (/proc/PID/statm).",
  "timeline.outside": "Outside Go",
  "timeline.outside.hint":
    "RSS minus all that the Go runtime has mapped: the binary, cgo, memory-mapped files.",
  "timeline.runtime": "Go runtime",
  "timeline.runtime.hint":
    "The runtime's own structures: MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys.",
  "timeline.stacks": "Stacks",
  "timeline.stacks.hint": "Goroutine and thread stacks: StackSys.",
  "timeline.idle": "Idle heap",
  "timeline.idle.hint":
    "Free heap that Go keeps for reuse: HeapIdle − HeapReleased, and free slots in spans that are in use.",
  "timeline.garbage": "Garbage",
  "timeline.garbage.hint":
    "Allocated since the last collection, or no longer reachable. It goes with the next collection.",
  "timeline.heap": "Heap, not told apart",
  "timeline.heap.hint":
    "Live heap and garbage together: no collection has been seen yet that tells them apart.",
  "timeline.live": "Live heap",
  "timeline.live.hint":
    "What the last collection left: the line that rises when there is a leak.",
  "timeline.pause": "GC pause",
  "timeline.pause.hint":
    "Both stops of the world of a collection together (PauseNs). Of several in one pixel the longest is drawn.",
  "timeline.gcCpu": "GC share of CPU",
  "timeline.gcCpu.hint": "GCCPUFraction, since the process started.",
  "timeline.goroutines": "Goroutines",
  "timeline.goroutines.hint": "Number of goroutines that exist.",
  "timeline.threads": "Threads",
  "timeline.threads.hint": "Operating system threads of the process.",
  "event.connected": "Connected",
  "event.disconnected": "Disconnected",
  "event.restarted": "Target restarted",
  "event.died": "Target died",
  "event.snapshot": "Snapshot",
  "event.capture-failed": "Capture failed",
  "event.gdb-attached": "gdb attached",
  "event.gdb-stopped": "Stopped by gdb",
  "event.gdb-resumed": "Runs again",
  "event.gdb-detached": "gdb detached",
  "event.recorder-started": "Recording started",
  "event.recorder-stopped": "Recording stopped",
  "event.warning": "Warning",
  "snapshot.heap": "heap",
  "snapshot.allocs": "allocs",
  "snapshot.goroutine": "goroutine",
  "snapshot.spans": "heap objects (gdb)",
  "snapshot.gcCount": "GC {count}",
  "snapshot.forced": "after a forced GC",
} as const;
