// The trace of sampled allocations and the crash stop.

export const allocationTrace = {
  "error.trace-unavailable":
    "Allocations are traced where the Go runtime takes its heap-profile samples, and this program takes none. Import net/http/pprof or runtime/pprof in it and leave runtime.MemProfileRate above 0; its heap can still be read with trivet inspect spans.",
  "panel.allocations": "Allocations",
  "event.crash": "crash caught",
  "event.allocation-trace": "allocations traced",
  "profile.kind.allocation-trace": "allocation trace",
  "snapshot.allocation-trace": "allocation trace",
  "trace.actions": "Allocation trace",
  "trace.hits": "Samples at most",
  "trace.seconds": "Seconds at most",
  "trace.start": "Trace allocations",
  "trace.stop": "End now",
  "trace.arm": "Arm crash stop",
  "trace.arm.recent": "with the allocations of the last 1.7 s",
  "trace.arm.free":
    "Costs nothing until the process ends by itself; then its end is held up while goroutines, panics and counters are read. SIGKILL cannot be caught.",
  "trace.price.reading": "Reading what the target allocates…",
  "trace.price":
    "Allocates {rate:bytes-per-second}: about {hits:count} samples a second of {ms} ms. A thread that allocates will stand still {share:percent} of the time; the others run on.",
  "trace.price.ends": "The number of samples ends it after {seconds} s.",
  "trace.price.attach":
    "gdb is attached for it and detached again: a stop of about {ms:duration} more.",
  "trace.price.still":
    "The target stands still: what a trace will cost is not known. Each sample stops a thread for about {ms} ms.",
  "trace.running.attaching": "Attaching gdb",
  "trace.running.tracing": "Tracing: {hits:count} samples in {seconds} s",
  "trace.running.armed": "Armed: waiting for the process to end by itself",
  "trace.running.armed-recent":
    "Armed, {hits:count} samples so far: waiting for the process to end by itself",
  "trace.running.ending": "Writing it down",
  "trace.cost":
    "A thread stood still {share:percent} of the time, {ms} ms a sample.",
  "trace.cost.share": "A thread stood still {share:percent} of the time.",
  "trace.none.title": "No allocations traced yet",
  "trace.none.text":
    "A trace shows what is allocated where, of which type, by which goroutine, and what of it is still there. Per 512 KiB that the target allocates, one thread stops for about half a millisecond. It ends by itself.",
  "trace.none.noTarget":
    "Connect to a process on this machine to trace what it allocates. A recording shows the traces that were taken while it was made.",
  "trace.choice": "Shown",
  "trace.choice.trace": "Trace at {time}, {hits:count} samples",
  "trace.choice.crash": "Crash at {time}: {what}",
  "trace.choice.live": "Now",
  "trace.view": "View",
  "trace.view.sites": "Places",
  "trace.view.latest": "Allocations",
  "trace.about":
    "{version}, {hits:count} samples in {seconds} s, one per {rate:bytes}.",
  "trace.ended.hits": "Ended by the number of samples.",
  "trace.ended.time": "Ended by time.",
  "trace.ended.asked": "Ended on request.",
  "trace.ended.target-died": "Ended by the end of the target.",
  "trace.ended.gdb-ended": "Ended by the end of gdb.",
  "trace.column.bytes": "Bytes, estimated",
  "trace.column.objects": "Objects, estimated",
  "trace.column.samples": "Samples",
  "trace.column.there": "Still there",
  "trace.column.type": "Type",
  "trace.column.line": "Line",
  "trace.column.place": "Place",
  "trace.column.ago": "Before the end",
  "trace.column.address": "Address",
  "trace.column.size": "Bytes",
  "trace.column.goroutine": "Goroutine",
  "trace.column.stack": "Stack",
  "trace.column.state": "State",
  "trace.there.yes": "yes",
  "trace.there.no": "no",
  "trace.there.unknown": "?",
  "trace.there.hint":
    "The slot is handed out. Garbage counts until it is swept.",
  "trace.latest.more": "The newest {shown:count} of {all:count}.",
  "trace.reading": "Reading the trace",
  "trace.done": "Trace recorded: {id}",
  "trace.crash.held":
    "The end of process {pid} was held up for {ms:duration}. {version}, {goroutines:count} goroutines.",
  "trace.crash.heap":
    "Heap {heap:bytes}, stacks {stacks:bytes}, {gcs:count} collections.",
  "trace.crash.missing": "{what} could not be taken: {why}",
  "trace.crash.goroutine": "Goroutine {id}, which crashed",
  "trace.crash.defers": "Deferred calls that had not run",
  "trace.crash.recent": "The last sampled allocations",
  "trace.crash.caught": "Crash caught: its report is in the panel Allocations",
  "trace.crash.missed": "The process was killed: nothing could be taken",
  "trace.invalid": "Give 1 to 1,000,000 samples and up to 86,400 seconds.",
} as const;
