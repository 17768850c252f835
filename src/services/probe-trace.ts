// A bounded trace of sampled allocations through a probe of the kernel: without gdb and without a stop.

import { readSlotStates } from "../core/allocation-trace/allocation-slots.ts";
import {
  probeArguments,
  ProbeReader,
} from "../core/allocation-trace/parse-probe-lines.ts";
import {
  fileOffsetOf,
  findFunction,
} from "../core/allocation-trace/probe-place.ts";
import { HitResolver } from "../core/allocation-trace/resolve-hits.ts";
import type {
  AllocationTrace,
  TracedAllocation,
  TraceEnd,
} from "../core/allocation-trace/traced-allocation.ts";
import { readElfLayout } from "../core/elf/elf-layout.ts";
import { TrivetError } from "../core/errors.ts";
import {
  requireRate,
  type AllocationTracePorts,
  type TraceOptions,
} from "./allocation-trace.ts";
import { openInspection, type Inspection } from "./inspect.ts";
import type {
  AllocationProbe,
  AllocationProbes,
} from "./ports/allocation-trace.ts";
import { StopShareMeter } from "./stop-share.ts";

export interface ProbeTracePorts extends AllocationTracePorts {
  readonly probes: AllocationProbes;
}

const roundMs = 100;
const sampler = "runtime.profilealloc";

/** Resolves when the probe is out again. Codes: trace-unavailable, and those of `openInspection`. */
export async function traceByProbe(
  ports: ProbeTracePorts,
  options: Omit<TraceOptions, "keepSeconds">,
): Promise<AllocationTrace> {
  const { pid, budget } = options;
  const inspection = await openInspection(ports.inspect, { pid });
  let probe: AllocationProbe | null = null;
  const enough = new AbortController();
  try {
    const rate = await requireRate(inspection);
    const { memory } = inspection.image;
    const { layout } = inspection;
    const table = await inspection.functionTable();
    const resolver = new HitResolver({ memory, layout, table });
    probe = await ports.probes.open({
      pid,
      executable: `/proc/${pid}/exe`,
      fileOffset: await placeOf(inspection),
      fetch: probeArguments(layout.structure("g").place("id").offset),
    });
    const startedMillis = ports.clock.nowMillis();
    const began = ports.clock.monotonicMillis();
    const meter = new StopShareMeter(ports);
    const looking = meter.watch(pid, enough.signal);
    const reader = new ProbeReader(probe.offsetMillis);
    let allocations: TracedAllocation[] = [];
    let ended: TraceEnd | null = null;
    const seconds = (): number =>
      (ports.clock.monotonicMillis() - began) / 1000;
    const cost = () => ({
      stoppedShare: meter.value.share,
      msPerHit: null,
      looks: meter.value.looks,
    });
    while (ended === null) {
      await ports.clock.sleep(roundMs, options.signal).catch(() => undefined); // asked to end
      allocations.push(...(await resolver.resolve(reader.push(probe.read()))));
      options.onProgress?.({
        hits: allocations.length,
        seconds: seconds(),
        cost: cost(),
        allocations,
      });
      ended = await endOf(ports, options, allocations.length, seconds());
    }
    enough.abort();
    const took = seconds();
    await probe.close();
    await looking;
    // What came between two rounds is more than was asked for.
    allocations = allocations.slice(0, budget.hits);
    const states = await readSlotStates(
      memory,
      layout,
      allocations.map(({ address }) => address),
    ).catch((): readonly (boolean | null)[] => []);
    return {
      schema: "trivet.trace.allocations/1",
      method: "uprobe",
      pid,
      goVersion: inspection.goVersion,
      startedMillis,
      seconds: took,
      rate,
      ended,
      hits: allocations.length,
      cost: cost(),
      allocations: allocations.map((allocation, index) => ({
        ...allocation,
        isThere: states[index] ?? null,
      })),
    };
  } finally {
    enough.abort();
    await probe?.close();
    await inspection.close();
  }
}

async function endOf(
  ports: ProbeTracePorts,
  { pid, budget, signal }: Omit<TraceOptions, "keepSeconds">,
  hits: number,
  seconds: number,
): Promise<TraceEnd | null> {
  if (signal?.aborted === true) return "asked";
  if (hits >= budget.hits) return "hits";
  if (seconds >= budget.seconds) return "time";
  const now = await ports.inspector.state(pid).catch(() => null);
  const isGone = now === null || now.state === "Z" || now.state === "X";
  return isGone ? "target-died" : null;
}

/** Code: trace-unavailable. */
async function placeOf(inspection: Inspection): Promise<number> {
  const { executable } = inspection.image;
  const address = findFunction(await inspection.functionTable(), sampler);
  const elf = await readElfLayout((offset, length) =>
    executable.readAt(offset, length),
  );
  const offset =
    address === null || elf === null
      ? null
      : fileOffsetOf(elf, inspection.layout, address);
  if (offset !== null) return offset;
  throw new TrivetError(
    "trace-unavailable",
    `the program never samples its allocations: ${sampler} is not linked in (nothing in it reads the heap profile)`,
  );
}
