// The kernel's own log, for its line about whom it killed. Open to root and where kernel.dmesg_restrict is 0. Reading is
// all that is done with it, without waiting: each reading of /dev/kmsg gives one record.
// Source of truth: Documentation/ABI/testing/dev-kmsg.

import { closeSync, constants, openSync, readSync } from "node:fs";

/** A record is at most about 1 kB of text. */
const recordBytes = 8192;
const mostRecords = 200_000;

export type KernelLog =
  { readonly text: string } | { readonly refusal: string };

/** What the log holds, one message a line. */
export function readKernelLog(): KernelLog {
  let descriptor: number;
  try {
    descriptor = openSync(
      "/dev/kmsg",
      constants.O_RDONLY | constants.O_NONBLOCK,
    );
  } catch (error) {
    return { refusal: (error as NodeJS.ErrnoException).code ?? "EIO" };
  }
  const lines: string[] = [];
  const buffer = Buffer.alloc(recordBytes);
  try {
    for (let record = 0; record < mostRecords; record++) {
      try {
        const count = readSync(descriptor, buffer, 0, recordBytes, null);
        if (count === 0) break;
        const text = buffer.toString("utf8", 0, count);
        // `6,1234,567890,-;message`, then lines of properties that begin with a space.
        lines.push(text.slice(text.indexOf(";") + 1).split("\n", 1)[0] ?? "");
      } catch (error) {
        // EPIPE: records were overwritten while they were read; the next reading goes on behind them.
        if ((error as NodeJS.ErrnoException).code !== "EPIPE") break;
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return { text: lines.join("\n") };
}
