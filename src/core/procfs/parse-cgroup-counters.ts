// What a memory cgroup says beside usage and limit: what the bytes are, how often it met its limits, whom it killed, and
// how long its tasks waited for memory. Version 2 has a file for each (admin-guide/cgroup-v2.rst), version 1 other names
// (cgroup-v1/memory.rst). All values are under the names of the series catalogue.

/** Lines of `key number`. */
function keyedNumbers(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = /^(\S+) (\d+)$/.exec(line);
    if (match !== null) found.set(match[1] ?? "", Number(match[2]));
  }
  return found;
}

type Values = Readonly<Record<string, number>>;

function pick(
  from: ReadonlyMap<string, number>,
  names: Readonly<Record<string, string>>,
): Values {
  const values: Record<string, number> = {};
  for (const [name, key] of Object.entries(names)) {
    const value = from.get(key);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** `memory.stat`. Version 1 keeps the sums over the groups below under `total_`. */
export function parseCgroupStat(text: string, version: 1 | 2): Values {
  const found = keyedNumbers(text);
  if (version === 1)
    return pick(found, {
      cgroupAnon: "total_rss",
      cgroupFile: "total_cache",
      cgroupSwap: "total_swap",
      cgroupMajorFaults: "total_pgmajfault",
    });
  const values = pick(found, {
    cgroupAnon: "anon",
    cgroupFile: "file",
    cgroupKernel: "kernel",
    cgroupMajorFaults: "pgmajfault",
  });
  if (values["cgroupKernel"] !== undefined) return values;
  // `kernel` came with Linux 5.18; these are what it sums up, as far as they were told before.
  const parts = ["slab", "kernel_stack", "pagetables", "percpu"].map((key) =>
    found.get(key),
  );
  return parts[0] === undefined
    ? values
    : {
        ...values,
        cgroupKernel: parts.reduce<number>((sum, part = 0) => sum + part, 0),
      };
}

/** `memory.events` of version 2: how often it was throttled, met its limit, and lost a process to it. */
export function parseCgroupEvents(text: string): Values {
  return pick(keyedNumbers(text), {
    cgroupHighEvents: "high",
    cgroupMaxEvents: "max",
    cgroupOomKills: "oom_kill",
  });
}

/** `memory.oom_control` of version 1; the count came with Linux 4.13. */
export function parseOomControl(text: string): Values {
  return pick(keyedNumbers(text), { cgroupOomKills: "oom_kill" });
}

export interface MemoryPressure {
  /** Time in which some, or all, tasks waited for memory: nanoseconds in total. */
  readonly someNs: number;
  readonly fullNs: number;
}

/**
 * Pressure stall information of memory (accounting/psi.rst), of a group or of the machine:
 * `some avg10=0.00 avg60=0.00 avg300=0.00 total=12`, total in microseconds. Null where the kernel does not account it.
 */
export function parsePressure(text: string): MemoryPressure | null {
  const total = (kind: string): number | null => {
    const match = new RegExp(`^${kind} .*\\btotal=(\\d+)$`, "m").exec(text);
    return match === null ? null : Number(match[1]) * 1000;
  };
  const someNs = total("some");
  return someNs === null ? null : { someNs, fullNs: total("full") ?? 0 };
}
