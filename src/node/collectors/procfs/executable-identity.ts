// What a process's executable says about itself. It is opened through /proc/PID/exe, which works after the file was
// replaced or when the process lives in another mount namespace.

import { open } from "node:fs/promises";
import { readBuildNotes } from "../../../core/elf/build-notes.ts";
import { readElfLayout } from "../../../core/elf/elf-layout.ts";
import { readGoVersion } from "../../../core/elf/go-build-info.ts";
import { describeProcError } from "./proc-files.ts";

export interface ExecutableIdentity {
  /** Null when it is not a Go binary. */
  readonly goVersion: string | null;
  /** The GNU build id, which profiles carry, else Go's own. */
  readonly buildId: string | null;
  /** Null when it is not an ELF file. */
  readonly dynamic: boolean | null;
}

/** Codes: pid-not-found, pid-forbidden. */
export async function readExecutableIdentity(
  pid: number,
): Promise<ExecutableIdentity> {
  const file = await open(`/proc/${pid}/exe`).catch((error: unknown) => {
    throw describeProcError(error, pid, "exe");
  });
  try {
    const readAt = async (
      offset: number,
      length: number,
    ): Promise<Uint8Array> => {
      const buffer = new Uint8Array(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const layout = await readElfLayout(readAt);
    if (layout === null)
      return { goVersion: null, buildId: null, dynamic: null };
    const notes = await readBuildNotes(layout, readAt);
    return {
      goVersion: await readGoVersion(layout, readAt),
      buildId: notes.gnuBuildId ?? notes.goBuildId,
      dynamic: layout.dynamic,
    };
  } finally {
    await file.close();
  }
}
