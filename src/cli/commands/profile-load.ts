// The files of a `trivet profile` command as one profile: several files are added up, a base is taken off, as pprof does.

import { readFile } from "node:fs/promises";
import { TrivetError } from "../../core/errors.ts";
import { combineFiles } from "../../core/pprof/combine-profiles.ts";
import {
  compareProfiles,
  type ComparisonMode,
} from "../../core/pprof/compare.ts";
import { compactProfile } from "../../core/pprof/merge.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";

export interface ProfileFiles {
  readonly files: readonly string[];
  readonly base: {
    readonly files: readonly string[];
    readonly mode: ComparisonMode;
  } | null;
  readonly normalize: boolean;
  /** Leave out the locations of what cancelled: only `raw` and files that are written show the difference. */
  readonly compact: boolean;
}

/** Codes: those of reading profiles, not-found and disk-failed with the file, profile-incompatible. */
export async function loadProfile(
  files: ProfileFiles,
  signal: AbortSignal,
): Promise<Profile> {
  const checkpoint = (): void => {
    if (signal.aborted) throw new TrivetError("cancelled", "cancelled");
  };
  const profile = await loadAll(files.files, checkpoint);
  const { base, normalize } = files;
  if (base === null && files.files.length === 1) return profile;
  const combined =
    base === null
      ? profile
      : compareProfiles(
          await loadAll(base.files, checkpoint),
          profile,
          { mode: base.mode, normalize },
          checkpoint,
        );
  return files.compact ? compactProfile(combined, checkpoint) : combined;
}

async function loadAll(
  paths: readonly string[],
  checkpoint: Checkpoint,
): Promise<Profile> {
  const profiles: Profile[] = [];
  for (const path of paths) profiles.push(await loadFile(path, checkpoint));
  return combineFiles(profiles, checkpoint);
}

async function loadFile(
  path: string,
  checkpoint: Checkpoint,
): Promise<Profile> {
  const { readProfile } =
    await import("../../node/profile-engine/read-profile.ts");
  try {
    return await readProfile(await readFile(path), checkpoint);
  } catch (error) {
    // Several files may be read: the message says which one.
    if (error instanceof TrivetError)
      throw new TrivetError(error.code, `${path}: ${error.message}`, {
        cause: error,
        detail: { ...error.detail, file: path },
      });
    const { code, message } = error as NodeJS.ErrnoException;
    throw new TrivetError(
      code === "ENOENT" ? "not-found" : "disk-failed",
      code === "ENOENT" ? `no file ${path}` : `reading ${path}: ${message}`,
      { cause: error, detail: { file: path } },
    );
  }
}
