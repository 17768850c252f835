// Raw evidence of a live investigation: one file per content, named by its SHA-256, byte-identical to what was
// received. A file with its final name is complete: it was synced before it was renamed.

import { readdir, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import {
  digestOfMember,
  evidenceMember,
} from "../../core/project-file/member-path.ts";
import type { EvidenceMember } from "../../services/ports/investigation-store.ts";
import {
  errnoOf,
  makeFolders,
  openOrdinary,
  readOrdinary,
  replaceFile,
  sha256,
  toDiskError,
} from "./disk.ts";

export class EvidenceFolder {
  readonly #root: string;

  /** `root` is the live folder; members are paths relative to it. */
  constructor(root: string) {
    this.#root = root;
  }

  async prepare(): Promise<void> {
    await makeFolders(join(this.#root, "evidence"));
  }

  /** Durable when it resolves. Codes: disk-full, disk-failed, bad-request. */
  async put(bytes: Uint8Array, extension: string): Promise<EvidenceMember> {
    const digest = sha256(bytes);
    const member = evidenceMember(digest, extension);
    const path = join(this.#root, member);
    const result = { member, sha256: digest, bytes: bytes.length };
    try {
      // The same content again, a quiet goroutine dump for example: one copy is enough, if it is still intact.
      if (await this.#isIntact(member, bytes.length)) return result;
      await replaceFile(path, (handle) => handle.writeFile(bytes));
      return result;
    } catch (error) {
      throw toDiskError(error, `writing ${path}`);
    }
  }

  /** Codes: not-found, archive-mismatch, disk-failed. */
  async read(member: string): Promise<Uint8Array> {
    const digest = assertEvidence(member);
    const bytes = await this.#readFile(member);
    if (sha256(bytes) !== digest) throw mismatch(member);
    return bytes;
  }

  /** Complete members, sorted by name. */
  async list(): Promise<readonly { member: string; bytes: number }[]> {
    const names = await readdir(join(this.#root, "evidence")).catch(() => []);
    const members = names
      .map((name) => `evidence/${name}`)
      .filter((member) => digestOfMember(member) !== null)
      .sort();
    const found: { member: string; bytes: number }[] = [];
    for (const member of members) {
      const stats = await stat(join(this.#root, member));
      if (stats.isFile()) found.push({ member, bytes: stats.size });
    }
    return found;
  }

  /** Throws archive-mismatch, naming the member, when the file is not what its name says. */
  async verify(
    member: string,
    onBytes: (count: number) => void = () => {},
    signal?: AbortSignal,
  ): Promise<void> {
    const digest = assertEvidence(member);
    const hash = createHash("sha256");
    try {
      const file = await openOrdinary(join(this.#root, member));
      const stream = file.createReadStream({ highWaterMark: 1 << 20 });
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        hash.update(chunk);
        onBytes(chunk.length);
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw toDiskError(error, `reading ${member}`);
    }
    if (hash.digest("hex") !== digest) throw mismatch(member);
  }

  async #isIntact(member: string, bytes: number): Promise<boolean> {
    const found = await stat(join(this.#root, member)).catch(() => null);
    if (found?.size !== bytes) return false;
    return this.verify(member).then(
      () => true,
      () => false,
    );
  }

  async #readFile(member: string): Promise<Uint8Array> {
    try {
      return await readOrdinary(join(this.#root, member));
    } catch (error) {
      if (errnoOf(error) === "ENOENT")
        throw new TrivetError("not-found", `no such evidence: ${member}`, {
          cause: error,
          detail: { member },
        });
      throw toDiskError(error, `reading ${member}`);
    }
  }
}

/** The digest that the member's name promises; names that are not ours never reach the disk. */
function assertEvidence(member: string): string {
  const digest = digestOfMember(member);
  if (digest === null)
    throw new TrivetError(
      "not-found",
      `not an evidence member: ${JSON.stringify(member.slice(0, 200))}`,
    );
  return digest;
}

export function mismatch(member: string): TrivetError {
  return new TrivetError(
    "archive-mismatch",
    `${member} does not match its SHA-256`,
    { detail: { member } },
  );
}
