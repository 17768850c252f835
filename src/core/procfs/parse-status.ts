// /proc/PID/status and /proc/PID/smaps_rollup: lines of `Key:<tab>value [kB]`. Kernels add lines with every release, and
// kernel threads lack the memory lines, so everything is optional.

export interface ProcessStatus {
  readonly name: string | null;
  /** First letter of `State`. */
  readonly state: string | null;
  readonly tracerPid: number | null;
  /** Real user id. */
  readonly uid: number | null;
  readonly threads: number | null;
  readonly vmRssBytes: number | null;
  readonly vmHwmBytes: number | null;
  readonly rssAnonBytes: number | null;
  readonly rssFileBytes: number | null;
  readonly rssShmemBytes: number | null;
  readonly vmSwapBytes: number | null;
}

/** Lines of `Key: value`; a key that occurs twice keeps its first value. */
function keyValueLines(text: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const key = line.slice(0, colon);
    if (!lines.has(key)) lines.set(key, line.slice(colon + 1).trim());
  }
  return lines;
}

function kibibytes(text: string | undefined): number | null {
  const match = /^(\d+) kB$/.exec(text ?? "");
  return match === null ? null : Number(match[1]) * 1024;
}

function leadingInteger(text: string | undefined): number | null {
  const match = /^\d+/.exec(text ?? "");
  return match === null ? null : Number(match[0]);
}

export function parseStatus(text: string): ProcessStatus {
  const lines = keyValueLines(text);
  return {
    name: lines.get("Name") ?? null,
    state: lines.get("State")?.charAt(0) ?? null,
    tracerPid: leadingInteger(lines.get("TracerPid")),
    uid: leadingInteger(lines.get("Uid")),
    threads: leadingInteger(lines.get("Threads")),
    vmRssBytes: kibibytes(lines.get("VmRSS")),
    vmHwmBytes: kibibytes(lines.get("VmHWM")),
    rssAnonBytes: kibibytes(lines.get("RssAnon")),
    rssFileBytes: kibibytes(lines.get("RssFile")),
    rssShmemBytes: kibibytes(lines.get("RssShmem")),
    vmSwapBytes: kibibytes(lines.get("VmSwap")),
  };
}

export interface SmapsRollup {
  readonly rssBytes: number | null;
  readonly pssBytes: number | null;
  readonly anonymousBytes: number | null;
  readonly lazyFreeBytes: number | null;
  readonly anonHugePagesBytes: number | null;
  readonly swapBytes: number | null;
}

/** The first line (`… [rollup]`) has no key of its own and is skipped by its form. */
export function parseSmapsRollup(text: string): SmapsRollup {
  const lines = keyValueLines(text);
  return {
    rssBytes: kibibytes(lines.get("Rss")),
    pssBytes: kibibytes(lines.get("Pss")),
    anonymousBytes: kibibytes(lines.get("Anonymous")),
    lazyFreeBytes: kibibytes(lines.get("LazyFree")),
    anonHugePagesBytes: kibibytes(lines.get("AnonHugePages")),
    swapBytes: kibibytes(lines.get("Swap")),
  };
}
