// The number of goroutines as runtime.NumGoroutine has it, from the scheduler's own counts: a handful of words, however
// many goroutines there are.
// Source of truth: runtime/proc.go (gcount).

import {
  readSlice,
  readUnsigned,
  readWord,
  pointerSize,
  viewOf,
  type RuntimeLayout,
} from "./runtime-layout.ts";
import {
  readBytes,
  readScattered,
  unreadable,
  type TargetMemory,
} from "./target-memory.ts";

/** More processors than any machine has: a length beyond it was read from garbage. */
const maxProcessors = 1 << 16;

/** Without the runtime's own. Codes: memory-unreadable, target-died, cancelled. */
export async function countGoroutines(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<number> {
  const scheduler = layout.structure("scheduler");
  const all = layout.variable("goroutines");
  const sched = layout.variable("scheduler");
  const counts = (
    [
      "freeGoroutines",
      "freeWithStack",
      "freeWithoutStack",
      "systemGoroutines",
    ] as const
  )
    .filter((field) => scheduler.has(field))
    .map((field) => {
      const { offset, size } = scheduler.place(field);
      return { address: sched.address + offset, length: size };
    });
  const ranges = [{ address: all.address, length: all.size }, ...counts];
  const parts = await readScattered(memory, ranges, signal);
  const [total = 0, ...less] = parts.map((bytes, index) => {
    if (bytes === null) throw unreadable(ranges[index]!, "runtime.sched");
    return index === 0
      ? readSlice(viewOf(bytes), 0).length
      : readUnsigned(viewOf(bytes), 0, bytes.length);
  });
  const free = await freeOfProcessors(memory, layout, signal);
  return Math.max(1, total - less.reduce((sum, count) => sum + count, free));
}

/** Ended goroutines that the processors keep for reuse. */
async function freeOfProcessors(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { address, size } = layout.variable("processors");
  const what = "runtime.allp";
  const header = await readBytes(memory, { address, length: size }, what);
  const slice = readSlice(viewOf(header), 0);
  const length = Math.min(slice.length, maxProcessors) * pointerSize;
  const list = viewOf(
    await readBytes(memory, { address: slice.address, length }, what),
  );
  const place = layout.structure("p").place("freeGoroutines");
  const ranges = Array.from({ length: length / pointerSize }, (_, index) => ({
    address: readWord(list, index * pointerSize) + place.offset,
    length: place.size,
  }));
  const counts = await readScattered(memory, ranges, signal);
  return counts.reduce((sum, bytes, index) => {
    if (bytes === null) throw unreadable(ranges[index]!, "a processor");
    return sum + readUnsigned(viewOf(bytes), 0, bytes.length);
  }, 0);
}
