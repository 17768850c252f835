// A day of a service at 1 Hz, written through the real store: two dozen series of MemStats and the kernel, collections, an
// hour without answers, and one sample that is a spike.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { GcCycle } from "../../../src/core/investigation/model.ts";
import { SequentialIdentifiers } from "../../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../../src/node/clock/system-clock.ts";
import { FolderInvestigationStores } from "../../../src/node/project-store/folder-investigation-stores.ts";
import { InvestigationSession } from "../../../src/services/investigation-session.ts";

export const dayStart = Date.parse("2026-11-22T00:00:00Z");
export const daySeconds = 86_400;
/** The second at which RSS was `spikeBytes` for one sample. */
export const spikeSecond = 30_011;
export const spikeBytes = 7_777_777_777;
const targetId = "target-1";
const mib = 2 ** 20;

/** Counters of second `second`: a heap that leaks slowly and is collected every 20 s, with a day's load on top. */
function counters(
  second: number,
): Record<"memstats" | "procfs", Record<string, number>> {
  const load = 1 + Math.sin((second / daySeconds) * 2 * Math.PI) / 2;
  const sinceGc = second % 20;
  const live = 200 * mib + second * 4096;
  const heapAlloc = Math.round(
    live + sinceGc * load * 3 * mib + ((second * 7919) % 65_536),
  );
  const heapInuse = heapAlloc + 12 * mib;
  const heapSys = heapInuse + 90 * mib;
  const numGc = Math.floor(second / 20) + 1;
  const totalAlloc = Math.round(second * 3.3 * mib) + 12_345;
  const sys = heapSys + 30 * mib;
  return {
    memstats: {
      totalAlloc,
      sys,
      mallocs: second * 31_337,
      frees: second * 31_300,
      heapAlloc,
      heapSys,
      heapIdle: heapSys - heapInuse,
      heapInuse,
      heapReleased: 20 * mib,
      stackSys: 4 * mib,
      mspanSys: 3_456_789 + second,
      mcacheSys: 15_600,
      buckHashSys: 1_500_000,
      gcSys: 9_000_000,
      otherSys: 2_000_000,
      nextGc: Math.round(live * 2),
      lastGc: (dayStart + Math.floor(second / 20) * 20_000) * 1e6,
      numGc,
      goroutines: 400 + Math.round(50 * load) + (second % 13),
    },
    procfs: {
      rss: second === spikeSecond ? spikeBytes : sys + 40 * mib,
      rssAnon: sys,
      rssFile: 30 * mib,
      threads: 23,
      fileDescriptors: 120 + (second % 40),
      cpuNs: second * 3e8,
    },
  };
}

/** The archive's path; the day's first `seconds`. */
export async function writeDay(
  folder: string,
  seconds = daySeconds,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const session = await InvestigationSession.create(
    {
      stores: new FolderInvestigationStores(folder, "0.0.0"),
      clock: new SystemClock(),
      ids: new SequentialIdentifiers(),
    },
    {
      title: "a day of a gateway",
      toolVersion: "0.0.0",
      host: "bench",
      path: join(folder, "day.trivet-live"),
    },
  );
  session.append({
    type: "target",
    target: {
      id: targetId,
      label: "gateway @ 127.0.0.1:6060",
      url: "http://127.0.0.1:6060/debug/pprof",
      pid: 4711,
      startTicks: 1,
      exe: "/srv/gateway",
      goVersion: "go1.26.0",
      buildId: "day",
      host: "127.0.0.1",
      memoryLimitBytes: 2048 * mib,
    },
  });
  for (let second = 0; second < seconds; second++) {
    const atMillis = dayStart + second * 1000;
    // Nobody answered from three to four o'clock.
    const isSilent = second >= 10_800 && second < 14_400;
    for (const [source, values] of Object.entries(counters(second))) {
      if (isSilent && source === "memstats") continue;
      session.append({
        type: "sample",
        targetId,
        source: source as "memstats" | "procfs",
        atMillis,
        tookMs: 1.25,
        values,
      });
    }
    if (second % 20 === 0) {
      const cycle: GcCycle = {
        targetId,
        number: second / 20 + 1,
        endMillis: atMillis,
        pauseNs: 40_000 + ((second * 7919) % 90_000),
      };
      session.append({ type: "gc", cycles: [cycle] });
    }
    // The disk keeps up.
    if (second % 3600 === 3599) await session.flush();
  }
  session.append({
    type: "gap",
    gap: {
      targetId,
      source: "memstats",
      fromMillis: dayStart + 10_800_000,
      toMillis: dayStart + 14_400_000,
      code: "target-timeout",
      reason: "no answer",
    },
  });
  const path = join(folder, "day.trivet");
  await session.save(path);
  await session.close();
  return path;
}
