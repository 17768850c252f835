// From the bytes of a file or an answer to the bytes of a profile: un-gzips, never beyond a limit. A gzip of 1 MB can
// hold 1 GB of zeros.

import { createGunzip } from "node:zlib";
import { TrivetError } from "../../core/errors.ts";
import type { Checkpoint } from "../../core/pprof/profile.ts";
import {
  malformedProfile,
  truncatedProfile,
} from "../../core/pprof/wire-reader.ts";

/** The largest real profiles unpack to less than 100 MB; decoded, a hostile one takes up to six times this. */
export const maxProfileBytes = 256 * 1024 * 1024;

/** What people save by mistake and no decoder reads, by its first bytes. */
const otherFormats: readonly (readonly [RegExp, string])[] = [
  [/^<(!doctype|html|head|body)/i, "a web page"],
  [/^[{[]["{[\s]/, "JSON"],
  [/^PK[^ -~]{2}/, "a ZIP archive"],
];

/** Codes: profile-empty (no bytes), profile-truncated, profile-malformed, profile-too-large, cancelled. */
export async function unpackProfile(
  bytes: Uint8Array,
  limits: { readonly maxBytes: number; readonly checkpoint: Checkpoint },
): Promise<Uint8Array> {
  if (bytes.length === 0)
    throw new TrivetError("profile-empty", "the profile has 0 bytes", {
      advice: "empty-file",
      detail: { offset: 0 },
    });
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const unpacked = isGzip ? await gunzip(bytes, limits) : bytes;
  if (unpacked.length > limits.maxBytes) throw tooLarge(limits.maxBytes);
  if (unpacked.length === 0)
    throw new TrivetError("profile-empty", "the profile unpacks to 0 bytes", {
      advice: "empty-file",
      detail: { offset: bytes.length },
    });
  const opening = String.fromCharCode(...unpacked.subarray(0, 64));
  const other = otherFormats.find(([pattern]) => pattern.test(opening));
  if (other !== undefined)
    throw malformedProfile(0, `this is ${other[1]}, not a profile`);
  return unpacked;
}

async function gunzip(
  bytes: Uint8Array,
  limits: { readonly maxBytes: number; readonly checkpoint: Checkpoint },
): Promise<Uint8Array> {
  const stream = createGunzip({ chunkSize: 256 * 1024 });
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    stream.end(bytes);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      limits.checkpoint();
      length += chunk.length;
      if (length > limits.maxBytes) throw tooLarge(limits.maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof TrivetError) throw error;
    throw gzipError(error, bytes.length, stream.bytesWritten);
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks, length);
}

function gzipError(
  error: unknown,
  inputLength: number,
  consumed: number,
): TrivetError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR")
    return truncatedProfile(inputLength, "its gzip stream does not end");
  return malformedProfile(
    Math.min(consumed, inputLength),
    `its gzip stream is damaged (${message})`,
  );
}

function tooLarge(maxBytes: number): TrivetError {
  return new TrivetError(
    "profile-too-large",
    `the profile unpacks to more than ${maxBytes} bytes`,
    { detail: { maxBytes, offset: maxBytes } },
  );
}
