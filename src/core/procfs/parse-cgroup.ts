// Which memory cgroup a process is in and where its files are, for version 1, version 2 and both at once (hybrid), after
// cgroups(7). In a container the mount shows only a part of the hierarchy: its root (field 4 of mountinfo) is then cut
// from the membership path.

export interface CgroupMembership {
  readonly version: 1 | 2;
  /** Path below the hierarchy's root, as the kernel names it. */
  readonly path: string;
}

/**
 * /proc/PID/cgroup, lines `id:controllers:path`. The memory controller of version 1 wins where it is mounted: a hybrid
 * system lists an empty version 2 hierarchy beside it. Null when there is neither.
 */
export function parseCgroupMembership(text: string): CgroupMembership | null {
  let unified: string | null = null;
  for (const line of text.split("\n")) {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, id = "", controllers = "", path = ""] = match;
    if (controllers.split(",").includes("memory")) return { version: 1, path };
    if (id === "0" && controllers === "") unified = path;
  }
  return unified === null ? null : { version: 2, path: unified };
}

export interface CgroupMount {
  readonly version: 1 | 2;
  /** The part of the hierarchy that is mounted there: `/` on a host. */
  readonly root: string;
  readonly mountPoint: string;
}

/** Octal escapes of mountinfo: `\040` is a space. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(parseInt(octal, 8)),
  );
}

/** /proc/PID/mountinfo, after proc(5): optional fields end at a lone `-`. Memory hierarchies only. */
export function parseCgroupMounts(text: string): readonly CgroupMount[] {
  const mounts: CgroupMount[] = [];
  for (const line of text.split("\n")) {
    const fields = line.split(" ");
    const dash = fields.indexOf("-", 6);
    const [root, mountPoint] = [fields[3], fields[4]];
    if (dash < 0 || root === undefined || mountPoint === undefined) continue;
    const type = fields[dash + 1];
    const superOptions = (fields[dash + 3] ?? "").split(",");
    if (type === "cgroup2")
      mounts.push({
        version: 2,
        root: unescape(root),
        mountPoint: unescape(mountPoint),
      });
    else if (type === "cgroup" && superOptions.includes("memory"))
      mounts.push({
        version: 1,
        root: unescape(root),
        mountPoint: unescape(mountPoint),
      });
  }
  return mounts;
}

/** The folder with the memory files of a process; null when its cgroup is not visible from here. */
export function memoryCgroupFolder(
  membership: CgroupMembership,
  mounts: readonly CgroupMount[],
): string | null {
  for (const mount of mounts) {
    if (mount.version !== membership.version) continue;
    const below = stripRoot(membership.path, mount.root);
    if (below === null) continue;
    const folder = `${mount.mountPoint}${below}`.replace(/\/+$/, "");
    return folder === "" ? "/" : folder;
  }
  return null;
}

function stripRoot(path: string, root: string): string | null {
  if (root === "/") return path;
  if (path === root) return "";
  if (path.startsWith(`${root}/`)) return path.slice(root.length);
  // Inside a cgroup namespace the membership is relative to the namespace's root already.
  return path === "/" ? "" : null;
}

/** File names of the numbers that both versions have, by version. */
export const cgroupMemoryFiles = {
  1: {
    current: "memory.usage_in_bytes",
    limit: "memory.limit_in_bytes",
    high: "memory.soft_limit_in_bytes",
  },
  2: { current: "memory.current", limit: "memory.max", high: "memory.high" },
} as const;

/**
 * One number of a memory file; null for `max` and for version 1's "no limit", which is the largest multiple of the page
 * size below 2^63 (anything from 2^60 on is no machine's memory).
 */
export function parseCgroupBytes(text: string): number | null {
  const digits = text.trim();
  if (!/^\d+$/.test(digits)) return null;
  const bytes = Number(digits);
  return bytes >= 2 ** 60 ? null : bytes;
}
