// Where gdb leaves the records of a trace: a private folder with files in the order of their names, each removed once
// it is read and another has begun.

import { mkdtemp, open, readdir, rm, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { TrivetError } from "../../core/errors.ts";
import type {
  HitFolder,
  HitFolders,
} from "../../services/ports/allocation-trace.ts";

export class TemporaryHitFolders implements HitFolders {
  /** Code: disk-failed. */
  async create(): Promise<HitFolder> {
    try {
      // Mode 0700: stacks of somebody's process are nobody else's business.
      return new TemporaryHitFolder(
        await mkdtemp(path.join(tmpdir(), "trivet-trace-")),
      );
    } catch (cause) {
      throw new TrivetError(
        "disk-failed",
        `no folder can be made in ${tmpdir()}`,
        { cause },
      );
    }
  }
}

class TemporaryHitFolder implements HitFolder {
  readonly path: string;
  #name: string | null = null;
  #offset = 0;

  constructor(folder: string) {
    this.path = folder;
  }

  async read(): Promise<Uint8Array> {
    const names = (await readdir(this.path))
      .filter((name) => name.endsWith(".hits"))
      .sort();
    const parts: Buffer[] = [];
    for (const [index, name] of names.entries()) {
      if (name !== this.#name) {
        this.#name = name;
        this.#offset = 0;
      }
      const part = await this.#readOn(path.join(this.path, name));
      parts.push(part);
      this.#offset += part.length;
      if (index < names.length - 1) await unlink(path.join(this.path, name));
    }
    return Buffer.concat(parts);
  }

  async #readOn(file: string): Promise<Buffer> {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      const part = Buffer.alloc(Math.max(0, size - this.#offset));
      const { bytesRead } = await handle.read(
        part,
        0,
        part.length,
        this.#offset,
      );
      return part.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
