// A memory cgroup with a limit, for programs that shall run into it. Version 1 or 2, where this user may make one.

import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A memory cgroup for a test; `remove` once its last process is gone. */
export interface TestCgroup {
  readonly add: (pid: number) => void;
  readonly remove: () => void;
}

/** Null, with the reason on the console, where this user or machine cannot have one. */
export function makeCgroup(
  name: string,
  limitBytes: number,
): TestCgroup | null {
  const first = "/sys/fs/cgroup/memory";
  const isFirst = existsSync(`${first}/memory.limit_in_bytes`);
  const folder = `${isFirst ? first : "/sys/fs/cgroup"}/${name}`;
  try {
    mkdirSync(folder);
    const limitFile = isFirst ? "memory.limit_in_bytes" : "memory.max";
    writeFileSync(join(folder, limitFile), String(limitBytes));
    // With swap the end would come later and slower.
    const swapFile = isFirst ? "memory.swappiness" : "memory.swap.max";
    if (existsSync(join(folder, swapFile)))
      writeFileSync(join(folder, swapFile), "0");
    return {
      add: (pid) => writeFileSync(join(folder, "cgroup.procs"), String(pid)),
      remove: () => rmdirSync(folder),
    };
  } catch (error) {
    console.warn(`no memory cgroup here: ${String(error)}`);
    if (existsSync(folder)) rmdirSync(folder);
    return null;
  }
}
