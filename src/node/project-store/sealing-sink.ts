// The end of an archive being written: what passes is hashed, and the digest takes the place of the last 64 bytes.

import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Writable } from "node:stream";
import { sealPlaceholder, sealPrefix } from "./archive-seal.ts";
import { writeFully } from "./disk.ts";

/** Hashes what passes, and writes the digest in place of the last 64 bytes: the placeholder in the ZIP's comment. */
export class SealingSink extends Writable {
  bytes = 0;
  /** The digest in hex, once it is written. */
  seal = "";
  readonly #handle: FileHandle;
  readonly #hash = createHash("sha256");
  #held = Buffer.alloc(0);

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override _write(
    chunk: Buffer,
    _encoding: string,
    done: (error?: Error | null) => void,
  ): void {
    const all = Buffer.concat([this.#held, chunk]);
    const pass = all.subarray(0, Math.max(0, all.length - 64));
    this.#held = Buffer.from(all.subarray(pass.length));
    this.#hash.update(pass);
    this.#put(pass).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    const isSealed = `${sealPrefix}${this.#held.toString("latin1")}`;
    if (isSealed !== sealPlaceholder)
      done(new Error("the archive does not end with its seal's placeholder"));
    else {
      this.seal = this.#hash.digest("hex");
      this.#put(Buffer.from(this.seal)).then(() => done(), done);
    }
  }

  async #put(bytes: Buffer): Promise<void> {
    await writeFully(this.#handle, bytes, this.bytes);
    this.bytes += bytes.length;
  }
}
