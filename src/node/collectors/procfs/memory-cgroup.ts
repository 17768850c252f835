// What a process's memory cgroup has used, may use and has suffered. Limits are inherited: a container without one dies
// by its pod's, so the tightest of all visible ancestors is the one that counts.

import { readFile } from "node:fs/promises";
import {
  cgroupMemoryFiles,
  memoryCgroupFolder,
  parseCgroupBytes,
  parseCgroupMembership,
  parseCgroupMounts,
  type CgroupMount,
} from "../../../core/procfs/parse-cgroup.ts";
import {
  parseCgroupEvents,
  parseCgroupStat,
  parseOomControl,
  parsePressure,
} from "../../../core/procfs/parse-cgroup-counters.ts";

/** Names of the series catalogue. */
export interface CgroupReading {
  readonly cgroupCurrent: number;
  readonly cgroupLimit?: number;
  readonly [name: string]: number | undefined;
}

/** Our own mounts: that is where we can read, whatever the process sees. */
export async function readCgroupMounts(): Promise<readonly CgroupMount[]> {
  try {
    return parseCgroupMounts(await readFile("/proc/self/mountinfo", "utf8"));
  } catch {
    return [];
  }
}

/**
 * Usage and limit of the ancestor with the smallest limit (the nearest of equals); without any limit the usage of the
 * process's own group; null when it is in the root group, whose usage is the whole machine's, or not visible from here.
 */
export async function readMemoryCgroup(
  cgroupText: string,
  mounts: readonly CgroupMount[],
): Promise<CgroupReading | null> {
  const membership = parseCgroupMembership(cgroupText);
  if (membership === null) return null;
  const folder = memoryCgroupFolder(membership, mounts);
  const mount = mounts.find(
    ({ version, mountPoint }) =>
      version === membership.version &&
      folder !== null &&
      (folder === mountPoint || folder.startsWith(`${mountPoint}/`)),
  );
  if (folder === null || mount === undefined) return null;
  const files = cgroupMemoryFiles[membership.version];
  let tightest: { readonly folder: string; readonly limit: number } | null =
    null;
  for (const ancestor of foldersUpTo(folder, mount.mountPoint)) {
    const limit = await readBytes(`${ancestor}/${files.limit}`);
    if (limit !== null && (tightest === null || limit < tightest.limit))
      tightest = { folder: ancestor, limit };
  }
  if (tightest === null && folder === mount.mountPoint) return null;
  const group = tightest?.folder ?? folder;
  const current = await readBytes(`${group}/${files.current}`);
  if (current === null) return null;
  const high = await readBytes(`${group}/${files.high}`);
  return {
    cgroupCurrent: current,
    ...(tightest === null ? {} : { cgroupLimit: tightest.limit }),
    ...(high === null ? {} : { cgroupHigh: high }),
    ...(await (membership.version === 2 ? readVersion2 : readVersion1)(group)),
  };
}

type Values = Readonly<Record<string, number>>;

/** Kernels and configurations differ in which of the files there are: what is not there is left out. */
async function readVersion2(group: string): Promise<Values> {
  const [stat, events, pressure, swap, swapLimit] = await Promise.all([
    readText(`${group}/memory.stat`),
    readText(`${group}/memory.events`),
    readText(`${group}/memory.pressure`),
    readBytes(`${group}/memory.swap.current`),
    readBytes(`${group}/memory.swap.max`),
  ]);
  const stalled = parsePressure(pressure);
  return {
    ...parseCgroupStat(stat, 2),
    ...parseCgroupEvents(events),
    ...(stalled === null
      ? {}
      : {
          cgroupStalledSomeNs: stalled.someNs,
          cgroupStalledFullNs: stalled.fullNs,
        }),
    ...(swap === null ? {} : { cgroupSwap: swap }),
    ...(swapLimit === null ? {} : { cgroupSwapLimit: swapLimit }),
  };
}

async function readVersion1(group: string): Promise<Values> {
  const [stat, control, failures, kernel] = await Promise.all([
    readText(`${group}/memory.stat`),
    readText(`${group}/memory.oom_control`),
    readBytes(`${group}/memory.failcnt`),
    readBytes(`${group}/memory.kmem.usage_in_bytes`),
  ]);
  return {
    ...parseCgroupStat(stat, 1),
    ...parseOomControl(control),
    ...(failures === null ? {} : { cgroupMaxEvents: failures }),
    ...(kernel === null ? {} : { cgroupKernel: kernel }),
  };
}

function foldersUpTo(folder: string, top: string): readonly string[] {
  const folders = [folder];
  let current = folder;
  while (current.length > top.length) {
    current = current.slice(0, current.lastIndexOf("/"));
    folders.push(current);
  }
  return folders;
}

async function readBytes(path: string): Promise<number | null> {
  return parseCgroupBytes(await readText(path));
}

/** Empty for a file that is not there: the root group has none of them, and a group may vanish with its last process. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}
