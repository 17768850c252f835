// Whatever Go serves as a profile, by its first bytes: protobuf, one of the text forms, or the words of old CPU profiles.
// Un-gzipping is the caller's.

import { TrivetError } from "../errors.ts";
import { decodeProfile } from "./decode.ts";
import { looksFolded, parseFolded } from "./folded-stacks.ts";
import {
  contentionHeader,
  parseContentionText,
} from "./legacy/contention-text.ts";
import { countHeader, parseCountText } from "./legacy/count-text.ts";
import { looksLikeCpuWords, parseCpuWords } from "./legacy/cpu-words.ts";
import { parseHeapText } from "./legacy/heap-text.ts";
import { malformedProfile, wireBytes, wireVarint } from "./wire-reader.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";

/** Codes: profile-malformed, profile-truncated, profile-empty, profile-too-large. */
export function decodeAnyProfile(
  bytes: Uint8Array,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const opening = String.fromCharCode(...bytes.subarray(0, 512));
  const parseText = textParser(opening);
  if (parseText !== null)
    return {
      ...ofText(bytes, (text) => parseText(text, checkpoint)),
      form: "text",
    };
  if (isText(opening) && looksFolded(opening))
    return {
      ...ofText(bytes, (text) =>
        parseFolded(text, { type: "samples", unit: "count" }),
      ),
      form: "folded",
    };
  if (looksLikeCpuWords(bytes)) return parseCpuWords(bytes, checkpoint);
  try {
    return decodeProfile(bytes, checkpoint);
  } catch (error) {
    // Whatever is no profile ends too early by its own account: only what begins as one was cut off.
    if (
      error instanceof TrivetError &&
      error.code === "profile-truncated" &&
      !beginsLikeProfile(bytes)
    )
      throw malformedProfile(0, "these bytes do not begin as a profile does");
    throw error;
  }
}

/** Field numbers of profile.proto that hold bytes, or packed numbers; the others hold one number. */
const byteFields: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 11, 13]);
const lastField = 15;

/** The first tag is one of profile.proto, or of a later version's few more fields. */
function beginsLikeProfile(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  // Fields from 16 on take two bytes: up to 255 they are believed.
  if (first >= 0x80) return (bytes[1] ?? 0) <= 0x0f;
  const field = first >>> 3;
  const wireType = first & 7;
  if (field === 0 || field > lastField) return false;
  if (byteFields.has(field) && wireType === wireBytes) return true;
  return wireType === wireVarint && (field > 6 || field === lastField);
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

/** What is wrong with a text is wrong with one of its lines: where that begins in characters becomes where in bytes. */
function ofText(bytes: Uint8Array, parse: (text: string) => Profile): Profile {
  const text = new TextDecoder().decode(bytes);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TrivetError)) throw error;
    const offset = error.detail["offset"];
    if (typeof offset !== "number") throw error;
    const inBytes = startOfLine(bytes, lineAt(text, offset));
    if (inBytes === offset) throw error;
    throw new TrivetError(
      error.code,
      error.message.replace(`at byte ${offset}`, `at byte ${inBytes}`),
      { cause: error, detail: { ...error.detail, offset: inBytes } },
    );
  }
}

/** From 0. */
function lineAt(text: string, offset: number): number {
  let line = 0;
  for (
    let at = text.indexOf("\n");
    at !== -1 && at < offset;
    at = text.indexOf("\n", at + 1)
  )
    line++;
  return line;
}

function startOfLine(bytes: Uint8Array, line: number): number {
  let start = 0;
  for (let left = line; left > 0; left--)
    start = bytes.indexOf(0x0a, start) + 1;
  return start;
}
