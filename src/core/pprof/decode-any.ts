// Whatever Go serves as a profile, by its first bytes: protobuf, or one of the text forms. Un-gzipping is the caller's.

import { decodeProfile } from "./decode.ts";
import { looksFolded, parseFolded } from "./folded-stacks.ts";
import {
  contentionHeader,
  parseContentionText,
} from "./legacy/contention-text.ts";
import { countHeader, parseCountText } from "./legacy/count-text.ts";
import { parseHeapText } from "./legacy/heap-text.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";

/** Codes: profile-malformed, profile-truncated, profile-empty. */
export function decodeAnyProfile(
  bytes: Uint8Array,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const opening = String.fromCharCode(...bytes.subarray(0, 512));
  const parseText = textParser(opening);
  if (parseText !== null)
    return { ...parseText(textOf(bytes), checkpoint), form: "text" };
  if (isText(opening) && looksFolded(opening))
    return {
      ...parseFolded(textOf(bytes), { type: "samples", unit: "count" }),
      form: "folded",
    };
  return decodeProfile(bytes, checkpoint);
}

/** Of Go's own text forms; null when it is none of them. */
function textParser(
  opening: string,
): ((text: string, checkpoint: Checkpoint) => Profile) | null {
  if (/^heap profile: /.test(opening)) return parseHeapText;
  if (contentionHeader.test(opening)) return parseContentionText;
  const [first = ""] = opening
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return countHeader.test(first) ? parseCountText : null;
}

/** No control character but tab, line feed and carriage return: a protobuf profile has them within its first bytes. */
function isText(opening: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what tells
  return !/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(opening);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
