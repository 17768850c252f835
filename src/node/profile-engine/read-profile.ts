// From a file or an answer to a decoded profile, whatever form it came in. The window's worker and the command line both
// read this way.

import type { GoroutineDump } from "../../core/goroutines/goroutine-dump.ts";
import { parseGoroutineDumps } from "../../core/goroutines/parse-dump.ts";
import { decodeAnyProfile } from "../../core/pprof/decode-any.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { dumpProfile } from "./dump-profile.ts";
import { maxProfileBytes, unpackProfile } from "./unpack-profile.ts";

/** `goroutine 1 [running]:`, or how a crash begins; `goroutine profile: total 3` is a profile's own text. */
const dumpOpening =
  /^(?:goroutine \d+ .*\[|panic: |fatal error: |SIG[A-Z0-9]+: )/;

export interface ReadProfile {
  readonly profile: Profile;
  /** What the profile was made of, when it was a goroutine dump; of several the last. */
  readonly dump: GoroutineDump | null;
}

/** Codes: profile-empty, profile-truncated, profile-malformed, profile-too-large, cancelled. */
export async function readProfileOrDump(
  bytes: Uint8Array,
  checkpoint: Checkpoint,
  maxBytes = maxProfileBytes,
): Promise<ReadProfile> {
  const unpacked = await unpackProfile(bytes, { maxBytes, checkpoint });
  const opening = String.fromCharCode(...unpacked.subarray(0, 256));
  if (!dumpOpening.test(opening))
    return { profile: decodeAnyProfile(unpacked, checkpoint), dump: null };
  const dump = parseGoroutineDumps(unpacked, checkpoint).at(-1)!;
  return { profile: dumpProfile(dump, checkpoint), dump };
}

/** The same for those who need the profile alone. */
export async function readProfile(
  bytes: Uint8Array,
  checkpoint: Checkpoint,
  maxBytes = maxProfileBytes,
): Promise<Profile> {
  return (await readProfileOrDump(bytes, checkpoint, maxBytes)).profile;
}
