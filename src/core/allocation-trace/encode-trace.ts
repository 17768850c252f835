// A trace as an ordinary pprof file: estimates of what was allocated while it ran, by stack, with the types as labels.

import { encodeProfile } from "../pprof/encode.ts";
import { ProfileBuilder } from "../pprof/profile-builder.ts";
import type { Mapping } from "../pprof/profile.ts";
import { objectsPerSample } from "./group-sites.ts";
import type { AllocationTrace } from "./traced-allocation.ts";

/** Uncompressed. `alloc_objects` and `alloc_space` are scaled as in a heap profile, `samples` are what was seen. */
export function encodeTrace(
  trace: AllocationTrace,
  mapping: Mapping,
): Uint8Array {
  const builder = new ProfileBuilder([
    { type: "samples", unit: "count" },
    { type: "alloc_objects", unit: "count" },
    { type: "alloc_space", unit: "bytes" },
  ]);
  const locations = new Map<number, number>();
  for (const { frames, bytes, type } of trace.allocations) {
    const stack: number[] = [];
    for (let at = 0; at < frames.length;) {
      const { pc } = frames[at]!;
      let end = at + 1;
      // Calls that were inlined into one another share an address.
      while (frames[end - 1]!.inlined && frames[end]?.pc === pc) end++;
      let location = locations.get(pc);
      if (location === undefined) {
        location = builder.addLocation(
          BigInt(pc - 1),
          frames.slice(at, end).map((frame) => ({
            name: frame.function,
            systemName: frame.function,
            file: frame.file,
            line: frame.line,
          })),
          0,
        );
        locations.set(pc, location);
      }
      stack.push(location);
      at = end;
    }
    const objects = objectsPerSample(bytes, trace.rate);
    builder.addSample(
      stack,
      [1, Math.round(objects), Math.round(objects * bytes)],
      [
        { key: "bytes", number: bytes },
        ...(type === null ? [] : [{ key: "type", text: type }]),
      ],
    );
  }
  return encodeProfile(
    builder.build({
      defaultSampleType: "alloc_space",
      periodType: { type: "space", unit: "bytes" },
      period: trace.rate,
      timeNanos: BigInt(Math.round(trace.startedMillis)) * 1_000_000n,
      durationNanos: Math.round(trace.seconds * 1e9),
      mappings: [mapping],
    }),
  );
}
