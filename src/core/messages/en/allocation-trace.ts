// The trace of sampled allocations and the crash stop.

export const allocationTrace = {
  "error.trace-unavailable":
    "Allocations are traced where the Go runtime takes its heap-profile samples, and this program takes none. Import net/http/pprof or runtime/pprof in it and leave runtime.MemProfileRate above 0; its heap can still be read with trivet inspect spans.",
} as const;
