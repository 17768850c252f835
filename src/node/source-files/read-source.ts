// Reads a file whose path comes from a profile, which anybody may have written: never a device, a FIFO, a link to
// something else, and never more than a source file has.

import { constants } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { isSourceName } from "../../core/pprof/source-paths.ts";
import type { SourceTrouble } from "../../core/pprof/source-text.ts";

/** Go's largest generated tables have 3 MB. */
export const maxSourceBytes = 8 * 1024 * 1024;

export interface ReadFile {
  /** With links resolved. */
  readonly path: string;
  readonly text: string;
  readonly modifiedMillis: number;
}

/** File systems of the kernel, where reading can mean acting. */
const kernelFolders = /^\/(proc|sys|dev)\//;

/** The file, or why it is not read. */
export async function readSource(
  candidate: string,
  maxBytes = maxSourceBytes,
): Promise<ReadFile | SourceTrouble> {
  let path: string;
  try {
    path = await realpath(candidate);
    if (!isSourceName(path) || kernelFolders.test(path)) return "not-a-file";
    if (!(await lstat(path)).isFile()) return "not-a-file";
    return await readRegular(path, maxBytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP") return "not-a-file";
    return code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG"
      ? "not-found"
      : "not-readable";
  }
}

/** What was a file a moment ago may be another thing now: no link is followed and no FIFO waited for. */
async function readRegular(
  path: string,
  maxBytes: number,
): Promise<ReadFile | SourceTrouble> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Windows has neither flag, nor what they are against.
  const file = await open(
    path,
    process.platform === "win32" ? "r" : O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  );
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return "not-a-file";
    if (stat.size > maxBytes) return "too-large";
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    const content = bytes.subarray(0, length);
    if (content.includes(0)) return "not-text";
    return {
      path,
      text: content.toString("utf8"),
      modifiedMillis: stat.mtimeMs,
    };
  } finally {
    await file.close();
  }
}
