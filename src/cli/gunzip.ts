// Gzip of files that people name: bounded, because a gzip of 1 MB can hold 1 GB of zeros.

import { TrivetError } from "../core/errors.ts";

const maxUnpackedBytes = 512 << 20;

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b;

/** `what`: what it should hold, for messages. Codes: profile-truncated, profile-malformed, profile-too-large. */
export async function gunzip(
  bytes: Uint8Array,
  what: string,
): Promise<Uint8Array> {
  const { gunzipSync } = await import("node:zlib");
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new TrivetError(
        "profile-too-large",
        `the ${what} unpacks to more than ${maxUnpackedBytes} bytes`,
        { cause, detail: { maxBytes: maxUnpackedBytes } },
      );
    const isShort = code === "Z_BUF_ERROR";
    throw new TrivetError(
      isShort ? "profile-truncated" : "profile-malformed",
      isShort
        ? `the gzip stream of the ${what} ends early, after ${bytes.length} bytes`
        : `the gzip stream of the ${what} is damaged (${message})`,
      { cause, detail: { offset: bytes.length } },
    );
  }
}
