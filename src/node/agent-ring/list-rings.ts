// Rings in the folders where the agent puts them when nothing else is said (resources/agent/folder.go).

import { lstat, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mappedRing } from "./mapped-agent-rings.ts";

export interface FoundRing {
  readonly path: string;
  /** When the file was last made or written by a call; mapped memory may be newer. */
  readonly modifiedMillis: number;
  /** Whether the process of its name writes it; null where that cannot be seen. */
  readonly isOpen: boolean | null;
}

/** Newest first. What cannot be read is left out. */
export async function listRings(): Promise<readonly FoundRing[]> {
  const folders = [
    process.env["TRIVET_RING_DIR"],
    join(tmpdir(), `trivet-rings-${process.getuid?.() ?? ""}`),
  ];
  const found: FoundRing[] = [];
  for (const folder of new Set(folders))
    if (folder !== undefined) found.push(...(await ringsIn(folder)));
  return found.sort((a, b) => b.modifiedMillis - a.modifiedMillis);
}

async function ringsIn(folder: string): Promise<readonly FoundRing[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const found: FoundRing[] = [];
  for (const name of names) {
    // `api.4711.1764000000000000000.trivet-ring`
    const pid = /\.(\d+)\.\d+\.trivet-ring$/.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => null);
    if (stats?.isFile() !== true) continue;
    const isOpen = await isMappedBy(pid, path);
    found.push({ path, modifiedMillis: stats.mtimeMs, isOpen });
  }
  return found;
}

async function isMappedBy(pid: string, path: string): Promise<boolean | null> {
  if (process.platform !== "linux") return null;
  try {
    return mappedRing(await readFile(`/proc/${pid}/maps`, "utf8")) === path;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? null : false;
  }
}
