// From a file or an answer to a decoded profile, whatever form it came in. The window's worker and the command line both
// read this way.

import { TrivetError } from "../../core/errors.ts";
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
  /** The text that the dump was read from; null without one. */
  readonly text: Uint8Array | null;
}

/**
 * A table of the engine that is full (16 million ids far from each other), or memory that is not there: the profile asks
 * for more than anybody has.
 */
const outOfRoom =
  /allocation failed|Invalid .*length|maximum size exceeded|out of memory/;

/** Codes: profile-empty, profile-truncated, profile-malformed, profile-too-large, cancelled. */
export async function readProfileOrDump(
  bytes: Uint8Array,
  checkpoint: Checkpoint,
  maxBytes = maxProfileBytes,
): Promise<ReadProfile> {
  const unpacked = await unpackProfile(bytes, { maxBytes, checkpoint });
  try {
    return decodeOrParse(unpacked, checkpoint);
  } catch (error) {
    if (!(error instanceof RangeError) || !outOfRoom.test(error.message))
      throw error;
    throw new TrivetError(
      "profile-too-large",
      `not enough memory for this profile (${error.message})`,
      { cause: error, detail: { offset: unpacked.length } },
    );
  }
}

function decodeOrParse(
  unpacked: Uint8Array,
  checkpoint: Checkpoint,
): ReadProfile {
  const opening = String.fromCharCode(...unpacked.subarray(0, 256));
  if (!dumpOpening.test(opening))
    return {
      profile: decodeAnyProfile(unpacked, checkpoint),
      dump: null,
      text: null,
    };
  const dump = lastDump(unpacked, checkpoint);
  return { profile: dumpProfile(dump, checkpoint), dump, text: unpacked };
}

/** Of a text that holds dumps. */
export function lastDump(
  text: Uint8Array,
  checkpoint: Checkpoint,
): GoroutineDump {
  return parseGoroutineDumps(text, checkpoint).at(-1)!;
}

/** The same for those who need the profile alone. */
export async function readProfile(
  bytes: Uint8Array,
  checkpoint: Checkpoint,
  maxBytes = maxProfileBytes,
): Promise<Profile> {
  return (await readProfileOrDump(bytes, checkpoint, maxBytes)).profile;
}
