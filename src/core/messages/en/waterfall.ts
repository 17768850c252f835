// The reconciliation: each level and each gap between RSS and the largest stacks, what it is and what it is not.

export const waterfall = {
  "panel.waterfall": "Reconciliation",
  "waterfall.label": "From RSS down to the largest stacks",
  "waterfall.column.what": "Level or gap",
  "waterfall.column.bar": "Bytes",
  "waterfall.column.bytes": "Value",
  "waterfall.column.share": "Share",
  "waterfall.column.source": "Source",
  "waterfall.source.procfs": "kernel",
  "waterfall.source.memstats": "counter",
  "waterfall.source.profile": "heap profile",
  "waterfall.source.derived": "difference",
  "waterfall.source.procfs.long": "Read from /proc/PID by the kernel's count.",
  "waterfall.source.memstats.long":
    "Read from runtime.MemStats, which the runtime fills in while the world stands still: its fields belong together.",
  "waterfall.source.profile.long":
    "Sampled by the heap profile and scaled up: an estimate.",
  "waterfall.source.derived.long":
    "The difference of two sources: it has the errors and the different moments of both.",
  "waterfall.snapshot": "Heap snapshot",
  "waterfall.snapshot.follow": "nearest to the cursor, else the newest",
  "waterfall.loading": "Laying counters, kernel and profile side by side…",
  "waterfall.at.counters": "Counters at {time}, GC {gc}",
  "waterfall.at.process": "RSS {skew:duration} apart",
  "waterfall.at.process.none": "no RSS: the process is not on this machine",
  "waterfall.at.snapshot": "heap profile {skew:duration} apart",
  "waterfall.at.snapshot.none": "no heap snapshot",
  "waterfall.at.snapshot.gc": "heap profile as of GC {gc} or the one before",
  "waterfall.at.snapshot.forced":
    "heap profile as of its own collection, GC {gc}",
  "waterfall.at.live": "live heap as of GC {gc}, {age:duration} before",
  "waterfall.at.live.none":
    "no collection seen yet: the live heap is not known",
  "waterfall.released":
    "Besides, {bytes} that Go has returned to the system: mapped, not resident, no part of the sum.",
  "waterfall.gap.sampling":
    "The live heap lies within what the samples allow, {low} to {high} (95 %): sampling alone explains the gap.",
  "waterfall.gap.beyond":
    "The live heap lies outside what the samples allow, {low} to {high} (95 %): the profile is of another moment, or shows memory of collections ago.",
  "waterfall.exact": "{bytes} bytes",
  "waterfall.details": "About the chosen row",
  "waterfall.choose": "Choose a row to read what it is.",
  "waterfall.what": "What it is",
  "waterfall.not": "What it is not",
  "waterfall.negative": "Why it is negative",
  "waterfall.negative.outside":
    "Go has mapped pages that it never touched, so they are not resident: this much more of them than there is memory outside Go. Or RSS was read at another moment than the counters.",
  "waterfall.negative.gap":
    "The scaled samples stand for more than what is live: sampling error, or the profile still counts objects that the last collection has freed.",
  "waterfall.negative.other":
    "The two numbers are of different moments, or one of them is an estimate.",
  "waterfall.negative.stack":
    "This profile is a difference over time: the stack holds less than it did.",
  "waterfall.range": "Samples allow {low} to {high} (95 %)",
  "waterfall.objects": "objects: {count:count}",
  "waterfall.stack-frames": "Stack, leaf first",
  "waterfall.more-stacks": "Stacks shown",
  "waterfall.empty.title": "Nothing to reconcile yet",
  "waterfall.empty.text":
    "This lays RSS, the runtime's counters and the heap profile side by side, with every gap between them named. It needs the counters of a watched process; a heap snapshot adds the stacks.",
  "waterfall.empty.archive":
    "This investigation holds no counters of a Go process, so there is nothing to lay a heap profile beside.",
  "waterfall.no-snapshot":
    "Without a heap snapshot the sum ends at the live heap. Take one to see which stacks hold it.",

  "waterfall.rss": "RSS",
  "waterfall.rss.what":
    "Physical memory that the process occupies, by the kernel's count.",
  "waterfall.rss.not":
    "Not what the process has asked for, and not only Go's: the binary, cgo and mapped files are in it. Pages shared with other processes count in each of them.",
  "waterfall.footprint": "RSS and swap",
  "waterfall.footprint.what":
    "All that the process occupies in physical memory and in swap.",
  "waterfall.footprint.not":
    "Not address space: what was mapped and never touched is in neither.",
  "waterfall.swapped": "Swapped out",
  "waterfall.swapped.what":
    "Pages of the process that the kernel has moved to swap (VmSwap). They come back when they are touched.",
  "waterfall.swapped.not":
    "Not freed. A leak whose pages nobody touches goes on here while RSS stays flat.",
  "waterfall.file-pages": "Mapped files, binary",
  "waterfall.file-pages.what":
    "Resident pages backed by files or shared memory: the program's code and constants, shared libraries, mapped files.",
  "waterfall.file-pages.not":
    "Not the Go heap. The kernel can drop most of it without writing anything.",
  "waterfall.outside": "Outside Go",
  "waterfall.outside.what":
    "RSS less all that the runtime has mapped and not given back: the binary, cgo, mapped files, and the program's global variables.",
  "waterfall.outside.not":
    "Not visible to any Go profile. If this grows, no heap profile shows why.",
  "waterfall.outside-anonymous": "Outside Go, anonymous",
  "waterfall.outside-anonymous.what":
    "Anonymous memory that the runtime does not account for: cgo's malloc, mmap, thread stacks of C code, global variables.",
  "waterfall.outside-anonymous.not":
    "Not exact: Go counts what it mapped, the kernel what was touched. Untouched Go pages make this too small.",
  "waterfall.go": "Go, not given back",
  "waterfall.go.what": "Sys − HeapReleased: all that the runtime holds.",
  "waterfall.go.not":
    "Not RSS: pages that were mapped and never touched are counted here and are not resident.",
  "waterfall.spans": "Runtime: span descriptors",
  "waterfall.spans.what": "MSpanSys: one descriptor for each span of the heap.",
  "waterfall.spans.not": "Not objects. Grows with the number of spans.",
  "waterfall.caches": "Runtime: caches of each P",
  "waterfall.caches.what": "MCacheSys: descriptors of each P's cache.",
  "waterfall.caches.not": "Not the objects in those caches.",
  "waterfall.profiling-buckets": "Runtime: profiling buckets",
  "waterfall.profiling-buckets.what":
    "BuckHashSys: the tables of the heap, block and mutex profiles.",
  "waterfall.profiling-buckets.not":
    "Not a copy of any object. Grows with the number of distinct stacks, and never shrinks.",
  "waterfall.gc-metadata": "Runtime: collector",
  "waterfall.gc-metadata.what": "GCSys: mark bits, work queues, heap bitmaps.",
  "waterfall.gc-metadata.not": "Not garbage. In proportion to the heap's size.",
  "waterfall.other-runtime": "Runtime: the rest",
  "waterfall.other-runtime.what":
    "OtherSys: everything else that the runtime has mapped for itself.",
  "waterfall.other-runtime.not": "Not the program's.",
  "waterfall.unaccounted": "Sys without a name",
  "waterfall.unaccounted.what":
    "What Sys holds beyond the fields that this version knows: a newer Go may have added one.",
  "waterfall.unaccounted.not": "Not a leak by itself.",
  "waterfall.stacks": "Stacks",
  "waterfall.stacks.what":
    "StackSys: the stacks of goroutines, and of the threads that run them.",
  "waterfall.stacks.not":
    "Not what goroutines keep reachable: that is on the heap. Grows with the number of goroutines.",
  "waterfall.idle-spans": "Idle spans, kept",
  "waterfall.idle-spans.what":
    "HeapIdle − HeapReleased: spans with nothing in them, kept for the next allocation.",
  "waterfall.idle-spans.not":
    "Not a leak: the scavenger returns it to the system over minutes.",
  "waterfall.heap-in-use": "Heap in use",
  "waterfall.heap-in-use.what": "HeapInuse: spans with at least one object.",
  "waterfall.heap-in-use.not": "Not only objects: free slots are in it.",
  "waterfall.fragmentation": "Fragmentation",
  "waterfall.fragmentation.what":
    "HeapInuse − HeapAlloc: free slots and tails inside spans that are in use.",
  "waterfall.fragmentation.not":
    "Not lost: it is filled by new objects of the same size class. An upper bound.",
  "waterfall.heap-allocated": "Heap allocated",
  "waterfall.heap-allocated.what":
    "HeapAlloc: objects, reachable or not swept yet.",
  "waterfall.heap-allocated.not":
    "Not the live heap: it rises until the next collection by nature.",
  "waterfall.garbage": "New or dead since the last GC",
  "waterfall.garbage.what":
    "HeapAlloc less the live heap: objects that came after the last collection, and those that it freed and that are not swept yet.",
  "waterfall.garbage.not":
    "Not a leak, and not all garbage: what was allocated a moment ago may be in use.",
  "waterfall.live": "Live heap",
  "waterfall.live.what":
    "What the last collection found reachable, worked out from TotalAlloc − HeapAlloc around it.",
  "waterfall.live.not":
    "Not read from one field: MemStats has none. As of the end of that collection, not of now.",
  "waterfall.profile-gap": "Live, not in the profile",
  "waterfall.profile-gap.what":
    "The live heap less the profile's total: sampling error, and the profile is as of one or two collections ago.",
  "waterfall.profile-gap.not": "Not memory that nobody allocated.",
  "waterfall.profile-gap-garbage": "Garbage, lag and sampling",
  "waterfall.profile-gap-garbage.what":
    "HeapAlloc less the profile's total. Without a collection between two readings the live heap is not known, so this is all three in one: garbage, the profile's lag, sampling error.",
  "waterfall.profile-gap-garbage.not": "Not memory that nobody allocated.",
  "waterfall.profile": "Heap profile, in use",
  "waterfall.profile.what":
    "inuse_space of all stacks: one allocation in each {rate} was sampled, and scaled up.",
  "waterfall.profile.not":
    "Not of now: as of the last one or two collections, unless it was taken with gc=1.",
  "waterfall.stack": "Stack",
  "waterfall.stack.what":
    "Bytes in use that were allocated under this call stack.",
  "waterfall.stack.not":
    "Not who keeps them: allocating and holding are different places.",
  "waterfall.other-stacks": "All other stacks",
  "waterfall.other-stacks.what": "The rest of the profile.",
  "waterfall.other-stacks.not": "Not one place: many small ones.",
} as const;
