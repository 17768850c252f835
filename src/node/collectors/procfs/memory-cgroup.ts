// The memory that a process's cgroup has used and may use. Limits are inherited: a container without one dies by its
// pod's, so the tightest of all visible ancestors is the one that counts.

import { readFile } from "node:fs/promises";
import {
  cgroupMemoryFiles,
  memoryCgroupFolder,
  parseCgroupBytes,
  parseCgroupMembership,
  parseCgroupMounts,
  type CgroupMount,
} from "../../../core/procfs/parse-cgroup.ts";

/** Names of the series catalogue. */
export interface CgroupReading {
  readonly cgroupCurrent: number;
  readonly cgroupLimit?: number;
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
  const current = await readBytes(
    `${tightest?.folder ?? folder}/${files.current}`,
  );
  if (current === null) return null;
  return tightest === null
    ? { cgroupCurrent: current }
    : { cgroupCurrent: current, cgroupLimit: tightest.limit };
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
  try {
    return parseCgroupBytes(await readFile(path, "utf8"));
  } catch {
    // The root group of version 2 has neither file; a group may vanish with its last process.
    return null;
  }
}
