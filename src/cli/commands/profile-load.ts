// The files and URLs of a `trivet profile` command as one profile: several are added up, a base is taken off, as pprof
// does.

import { TrivetError } from "../../core/errors.ts";
import { combineFiles } from "../../core/pprof/combine-profiles.ts";
import {
  compareProfiles,
  type ComparisonMode,
} from "../../core/pprof/compare.ts";
import { compactProfile } from "../../core/pprof/merge.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type { CommandIo } from "../command.ts";
import { readInputFile } from "../input-file.ts";
import { sayWhileWaiting } from "../waiting.ts";
import { processPrefix } from "./profile-options.ts";

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

/** Codes: those of reading profiles, of reading files and URLs, each with the one it is about; profile-incompatible. */
export async function loadProfile(
  files: ProfileFiles,
  io: CommandIo,
): Promise<Profile> {
  const checkpoint = (): void => {
    if (io.signal.aborted) throw new TrivetError("cancelled", "cancelled");
  };
  const profile = await loadAll(files.files, io, checkpoint);
  const { base, normalize } = files;
  if (base === null && files.files.length === 1) return profile;
  const combined =
    base === null
      ? profile
      : compareProfiles(
          await loadAll(base.files, io, checkpoint),
          profile,
          { mode: base.mode, normalize },
          checkpoint,
        );
  return files.compact ? compactProfile(combined, checkpoint) : combined;
}

async function loadAll(
  paths: readonly string[],
  io: CommandIo,
  checkpoint: Checkpoint,
): Promise<Profile> {
  const profiles: Profile[] = [];
  for (const path of paths) profiles.push(await loadFile(path, io, checkpoint));
  return combineFiles(profiles, checkpoint);
}

const looksLikeUrl = (text: string): boolean =>
  /^https?:\/\//i.test(text) || /^(?:[\w.-]*|\[[\da-f:]+\]):\d+/i.test(text);

async function readUrl(url: string, io: CommandIo): Promise<Uint8Array> {
  const [{ NodeHttpFetcher }, { fetchProfile }] = await Promise.all([
    import("../../node/collectors/http/http-fetcher.ts"),
    import("../../services/fetch-profile.ts"),
  ]);
  const http = new NodeHttpFetcher();
  const waiting = sayWhileWaiting(url, io);
  try {
    return await fetchProfile({ http }, url, io.signal, waiting.onProgress);
  } finally {
    waiting.done();
    http.close();
  }
}

async function readMemory(pid: number, io: CommandIo): Promise<Uint8Array> {
  const [{ ProcfsInspector }, { openRuntimes }] = await Promise.all([
    import("../../node/collectors/procfs/procfs-inspector.ts"),
    import("./runtime-ports.ts"),
  ]);
  const { startTicks } = await new ProcfsInspector().identify(pid);
  const watch = await (await openRuntimes()).open(pid, startTicks);
  try {
    return (await watch.heapProfile("now", io.signal)).bytes;
  } finally {
    await watch.close();
  }
}

function readSource(path: string, io: CommandIo): Promise<Uint8Array> {
  if (path.startsWith(processPrefix))
    return readMemory(Number(path.slice(processPrefix.length)), io);
  return looksLikeUrl(path)
    ? readUrl(path, io)
    : readInputFile(path, { signal: io.signal });
}

async function loadFile(
  path: string,
  io: CommandIo,
  checkpoint: Checkpoint,
): Promise<Profile> {
  const { readProfile } =
    await import("../../node/profile-engine/read-profile.ts");
  const bytes = await readSource(path, io);
  try {
    return await readProfile(bytes, checkpoint);
  } catch (error) {
    if (!(error instanceof TrivetError)) throw error;
    // Several files may be read: the message says which one.
    const name = path.replace("\0", " ");
    throw new TrivetError(error.code, `${name}: ${error.message}`, {
      cause: error,
      detail: { ...error.detail, file: name },
    });
  }
}
