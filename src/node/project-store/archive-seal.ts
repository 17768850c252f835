// The seal: the ZIP's comment is `trivet sha256 ` and the SHA-256 of every byte of the file before those 64 digits.
// Members have their own digests in the manifest; the seal covers what lies between and behind them.

import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { TrivetError } from "../../core/errors.ts";
import { readRange } from "./disk.ts";

export const sealPrefix = "trivet sha256 ";
export const sealPlaceholder = sealPrefix + "0".repeat(64);

/** `comment` is the ZIP's comment as it was read. Code: archive-mismatch. */
export async function verifySeal(
  file: { readonly handle: FileHandle; readonly bytes: number },
  comment: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  const text = comment.toString("latin1");
  if (text.length !== sealPlaceholder.length || !text.startsWith(sealPrefix))
    throw unsealed("the archive has no seal: it was packed by another program");
  const hash = createHash("sha256");
  for await (const chunk of readRange(file.handle, 0, file.bytes - 64)) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  if (hash.digest("hex") !== text.slice(sealPrefix.length))
    throw unsealed("bytes between the archive's members do not match its seal");
}

function unsealed(message: string): TrivetError {
  return new TrivetError("archive-mismatch", message, {
    detail: { member: "(archive structure)" },
  });
}
