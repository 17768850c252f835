// The two or three files of the target's memory cgroup that tell of its end: usage where the tightest limit is, and the
// count of kills. In version 1 a kill is counted only in the victim's own group, in version 2 in all above it too.

import { readFileSync } from "node:fs";
import {
  cgroupMemoryFiles,
  memoryCgroupFolder,
  parseCgroupBytes,
  parseCgroupMembership,
  parseCgroupMounts,
} from "../../core/procfs/parse-cgroup.ts";

export interface CgroupPaths {
  readonly version: 1 | 2;
  readonly current: string;
  readonly kills: string;
  /** Version 2 only. */
  readonly pressure: string | null;
}

/** Null where the process is in no group of its own, or none that is visible from here. */
export function findCgroupPaths(pid: number): CgroupPaths | null {
  const membership = parseCgroupMembership(textOf(`/proc/${pid}/cgroup`));
  const mounts = parseCgroupMounts(textOf("/proc/self/mountinfo"));
  if (membership === null) return null;
  const own = memoryCgroupFolder(membership, mounts);
  const top = mounts.find(
    ({ version, mountPoint }) =>
      version === membership.version &&
      own !== null &&
      (own === mountPoint || own.startsWith(`${mountPoint}/`)),
  )?.mountPoint;
  if (own === null || top === undefined) return null;
  const { version } = membership;
  const files = cgroupMemoryFiles[version];
  let tightest: { readonly folder: string; readonly limit: number } | null =
    null;
  for (let folder = own; ; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    const limit = parseCgroupBytes(textOf(`${folder}/${files.limit}`));
    if (limit !== null && (tightest === null || limit < tightest.limit))
      tightest = { folder, limit };
    if (folder.length <= top.length) break;
  }
  if (tightest === null && own === top) return null;
  return {
    version,
    current: `${tightest?.folder ?? own}/${files.current}`,
    kills: `${own}/${version === 2 ? "memory.events" : "memory.oom_control"}`,
    pressure: version === 2 ? `${own}/memory.pressure` : null,
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
