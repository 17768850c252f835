// The sampler's loop, on a thread of its own: nothing that the rest of the recorder does can hold it up. Between two
// samples it looks every few milliseconds whether the process is ending, because its exit status can be read only until
// its parent takes it.

import { TrivetError } from "../../core/errors.ts";
import { parseWaitStatus } from "../../core/flight/wait-status.ts";
import type {
  FlightPlan,
  FlightSeries,
} from "../../core/flight/flight-plan.ts";
import { parseLastWords, parseOomLine } from "../../core/flight/death-words.ts";
import {
  parseCgroupEvents,
  parseOomControl,
  parsePressure,
} from "../../core/procfs/parse-cgroup-counters.ts";
import { parseCgroupBytes } from "../../core/procfs/parse-cgroup.ts";
import { parseStat } from "../../core/procfs/parse-stat.ts";
import { parseStatm } from "../../core/procfs/parse-statm.ts";
import type { FlightDeath } from "../../services/ports/flight-recorder.ts";
import { goFirst } from "./go-first.ts";
import { findCgroupPaths, type CgroupPaths } from "./cgroup-files.ts";
import { HeldFile } from "./held-file.ts";
import { readKernelLog } from "./kernel-log.ts";
import { MemoryWords } from "./memory-words.ts";
import { RingFile } from "./ring-file.ts";
import { StandardError } from "./standard-error.ts";

/** How often it is looked whether the process is ending. */
const lookMs = 5;
/** While it is ending. */
const endingLookMs = 1;
/** While it is ending its own memory cannot be read; what its cgroup still has, is, this often. */
const endingSampleMs = 5;
/** Counters that change seldom are read with every so many samples. */
const seldom = 5;
/** The kernel logs a kill before the process has given its memory back: no waiting is needed, but logs are queued. */
const patienceMs = 200;

interface Look {
  readonly isEnding: boolean;
  /** Its memory is given back; its parent has not taken it yet. */
  readonly isZombie: boolean;
  readonly waitStatus: number | null;
}
const goesOn: Look = { isEnding: false, isZombie: false, waitStatus: null };

interface Sources {
  readonly stat: HeldFile;
  readonly statm: HeldFile;
  readonly cgroup: CgroupPaths | null;
  readonly current: HeldFile | null;
  readonly kills: HeldFile | null;
  readonly pressure: HeldFile | null;
  readonly hostPressure: HeldFile;
  readonly memory: MemoryWords;
  readonly standardError: StandardError;
}

/**
 * Samples until the process is gone, and says what was seen of its end. `checkpoint` throws to stop; `pageBytes` is the
 * system's page size.
 */
export function sampleTarget(
  plan: FlightPlan,
  pageBytes: number,
  checkpoint: () => void,
): FlightDeath {
  goFirst();
  const sources = open(plan);
  const ring = new RingFile(plan);
  try {
    return new Sampler(plan, pageBytes, sources, ring).run(checkpoint);
  } finally {
    ring.close();
    close(sources);
  }
}

/** Unix milliseconds. */
interface End {
  readonly goneAt: number;
  readonly endingSince: number | null;
  readonly zombieSince: number | null;
  readonly waitStatus: number | null;
}

class Sampler {
  readonly #plan: FlightPlan;
  readonly #pageBytes: number;
  readonly #sources: Sources;
  readonly #ring: RingFile;
  readonly #killsBefore: number | null;
  #number = 0;
  #failed = 0;
  #lastSampleMillis: number | null = null;
  #lastGroupMillis: number | null = null;
  #seldomValues: Partial<Record<FlightSeries, number>> = {};

  constructor(
    plan: FlightPlan,
    pageBytes: number,
    sources: Sources,
    ring: RingFile,
  ) {
    this.#plan = plan;
    this.#pageBytes = pageBytes;
    this.#sources = sources;
    this.#ring = ring;
    this.#killsBefore = readKills(sources);
  }

  run(checkpoint: () => void): FlightDeath {
    const { periodMs } = this.#plan;
    let due = now();
    let endingSince: number | null = null;
    let zombieSince: number | null = null;
    let waitStatus: number | null = null;
    for (;;) {
      checkpoint();
      const look = this.#look();
      if (look === "gone") break;
      if (look.isEnding) {
        endingSince ??= now();
        if (now() >= due) {
          this.#sampleGroup();
          due = now() + endingSampleMs;
        }
        if (look.isZombie) zombieSince ??= now();
        waitStatus = look.waitStatus ?? waitStatus;
      } else if (now() >= due) {
        if (!this.#sample()) endingSince ??= now();
        // A machine that was busy for long is not made busier by catching up.
        due = Math.max(due + periodMs, now() - periodMs);
      }
      const wait =
        endingSince === null ? Math.min(lookMs, due - now()) : endingLookMs;
      if (wait > 0) sleep(wait);
    }
    const goneAt = now();
    return this.#describe({ goneAt, endingSince, zombieSince, waitStatus });
  }

  /**
   * The file was opened for this very process: it is empty once that is gone. Hundreds of times a second, so that a
   * process that goes on is told from one that ends without taking the line apart.
   */
  #look(): "gone" | Look {
    const text = this.#sources.stat.text();
    if (text === "") return "gone";
    const state = text[text.lastIndexOf(")") + 2] ?? "";
    const isZombie = state === "Z" || state === "X";
    // Until it ends the last field is 0, and so it is for exit(0): only a zombie's 0 means something.
    if (!isZombie && text.endsWith(" 0\n")) return goesOn;
    const waitStatus = parseWaitStatus(text);
    const isEnding = isZombie || (waitStatus !== null && waitStatus !== 0);
    return isEnding ? { isEnding, isZombie, waitStatus } : goesOn;
  }

  /** False when the memory is gone. */
  #sample(): boolean {
    const { memory, statm, current } = this.#sources;
    const started = now();
    const values: Partial<Record<FlightSeries, number>> = {};
    const answer = memory.readInto(values);
    const rss = parseStatm(statm.text(), this.#pageBytes)?.residentBytes ?? 0;
    // Zeros of a process that gave its memory back would look like a cure.
    if (answer === "gone" || rss === 0) {
      this.#failed++;
      this.#sampleGroup();
      return false;
    }
    values.rss = rss;
    const used = current === null ? null : parseCgroupBytes(current.text());
    if (used !== null) values.cgroupCurrent = used;
    if (this.#number % seldom === 0) this.#seldomValues = this.#readSeldom();
    this.#lastSampleMillis = this.#write(started, {
      ...this.#seldomValues,
      ...values,
    });
    return true;
  }

  /**
   * The kernel takes a tenth of a second for the memory of a large process. What the cgroup says meanwhile belongs to the
   * death: when the kill was counted, and how the memory came back.
   */
  #sampleGroup(): void {
    const started = now();
    const { current } = this.#sources;
    const used = current === null ? null : parseCgroupBytes(current.text());
    if (used === null) return;
    this.#lastGroupMillis = this.#write(started, {
      ...this.#readSeldom(),
      cgroupCurrent: used,
    });
  }

  /** The moment that the sample is of. */
  #write(
    started: number,
    values: Partial<Record<FlightSeries, number>>,
  ): number {
    const ended = now();
    const atMillis = (started + ended) / 2;
    const tookMs = ended - started;
    this.#number++;
    this.#ring.write({ number: this.#number, atMillis, tookMs, values });
    return atMillis;
  }

  #readSeldom(): Partial<Record<FlightSeries, number>> {
    const { pressure, hostPressure } = this.#sources;
    const kills = readKills(this.#sources);
    const group = pressure === null ? null : parsePressure(pressure.text());
    const host = parsePressure(hostPressure.text());
    return {
      ...(kills === null ? {} : { cgroupOomKills: kills }),
      ...(group === null ? {} : { cgroupStalledSomeNs: group.someNs }),
      ...(host === null ? {} : { hostStalledSomeNs: host.someNs }),
    };
  }

  #describe({
    goneAt,
    endingSince,
    zombieSince,
    waitStatus,
  }: End): FlightDeath {
    const { standardError } = this.#sources;
    const killsAfter = readKills(this.#sources);
    const oomKills =
      this.#killsBefore === null || killsAfter === null
        ? null
        : killsAfter - this.#killsBefore;
    const log = readOomLine(this.#plan.pid, oomKills ?? 0);
    const printed = standardError.text();
    const missing: string[] = [];
    if (waitStatus === null) missing.push("exit-status:too-short");
    if (oomKills === null)
      missing.push(
        `oom-kills:${this.#killsBefore === null ? "no-cgroup" : "group-gone"}`,
      );
    if (log.refusal !== null) missing.push(`kernel-log:${log.refusal}`);
    if (printed === null)
      missing.push(`standard-error:${standardError.refusal ?? "gone"}`);
    if (this.#plan.words.length === 0) missing.push("memory:not-read");
    else if (this.#sources.memory.refusal !== null)
      missing.push(`memory:${this.#sources.memory.refusal}`);
    return {
      samples: this.#number,
      failedSamples: this.#failed,
      lastSampleMillis: this.#lastSampleMillis,
      lastGroupMillis: this.#lastGroupMillis,
      endingMillis: endingSince,
      zombieMillis: zombieSince,
      goneMillis: goneAt,
      waitStatus,
      oomKills,
      oomLine: log.line,
      lastWords: printed === null ? null : parseLastWords(printed),
      missing,
    };
  }
}

/** The log is read once the group counted a kill; without a count once all the same. */
function readOomLine(
  pid: number,
  oomKills: number,
): { readonly line: string | null; readonly refusal: string | null } {
  const deadline = now() + (oomKills > 0 ? patienceMs : 0);
  for (;;) {
    const log = readKernelLog();
    if ("refusal" in log) return { line: null, refusal: log.refusal };
    const line = parseOomLine(log.text, pid);
    if (line !== null || now() >= deadline) return { line, refusal: null };
    sleep(20);
  }
}

function readKills({ cgroup, kills }: Sources): number | null {
  if (cgroup === null || kills === null) return null;
  const parse = cgroup.version === 2 ? parseCgroupEvents : parseOomControl;
  return parse(kills.text())["cgroupOomKills"] ?? null;
}

/** Code: pid-reused when the PID is another process's by now. */
function open(plan: FlightPlan): Sources {
  const stat = new HeldFile(`/proc/${plan.pid}/stat`);
  const found = parseStat(stat.text());
  if (found !== null && found.startTicks !== plan.startTicks) {
    stat.close();
    throw new TrivetError(
      "pid-reused",
      `process ${plan.pid} is another one now`,
    );
  }
  const cgroup = findCgroupPaths(plan.pid);
  const held = (path: string | null | undefined): HeldFile | null =>
    path === null || path === undefined ? null : new HeldFile(path);
  return {
    stat,
    statm: new HeldFile(`/proc/${plan.pid}/statm`),
    cgroup,
    current: held(cgroup?.current),
    kills: held(cgroup?.kills),
    pressure: held(cgroup?.pressure),
    hostPressure: new HeldFile("/proc/pressure/memory"),
    memory: new MemoryWords(plan.pid, plan.words),
    standardError: new StandardError(plan.pid),
  };
}

function close(sources: Sources): void {
  const { stat, statm, current, kills, pressure, hostPressure } = sources;
  for (const file of [stat, statm, current, kills, pressure, hostPressure])
    file?.close();
  sources.memory.close();
  sources.standardError.close();
}

/** Unix milliseconds with fractions, on a clock that never steps. */
const now = (): number => performance.timeOrigin + performance.now();

const bed = new Int32Array(new SharedArrayBuffer(4));

/** Nothing wakes it: the thread has nothing else to do. */
function sleep(ms: number): void {
  Atomics.wait(bed, 0, 0, ms);
}
