// From a file or an answer to a decoded profile, whatever form it came in. The window's worker and the command line both
// read this way.

import { decodeAnyProfile } from "../../core/pprof/decode-any.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { maxProfileBytes, unpackProfile } from "./unpack-profile.ts";

/** Codes: profile-empty, profile-truncated, profile-malformed, profile-too-large, cancelled. */
export async function readProfile(
  bytes: Uint8Array,
  checkpoint: Checkpoint,
  maxBytes = maxProfileBytes,
): Promise<Profile> {
  const unpacked = await unpackProfile(bytes, { maxBytes, checkpoint });
  return decodeAnyProfile(unpacked, checkpoint);
}
