// Which recording's folder lies on the desk with unsaved work, noted on the disk and taken away by an orderly end: what
// is still noted at the next start was left by a crash, and is opened again.

import { rmSync } from "node:fs";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const schema = z.strictObject({ path: z.string().min(1).max(4096) }).nullable();

export class DeskMarker {
  readonly #file: string;
  #noted: string | null = null;
  #queue: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** What the last run left behind, told once: opening it must not be able to fail at every start. */
  async takeLeftover(): Promise<string | null> {
    const left = await readJsonFile(this.#file, schema, null);
    this.#clear();
    return left?.path ?? null;
  }

  /** What lies on the desk now. Failing to note it is no reason to disturb a recording. */
  note(state: {
    readonly path: string;
    readonly kind: string;
    readonly unsaved: boolean;
  }): Promise<void> {
    const path = state.kind === "live" && state.unsaved ? state.path : null;
    if (path === this.#noted) return this.#queue;
    this.#noted = path;
    this.#queue = this.#queue
      .then(() => writeJsonFile(this.#file, path === null ? null : { path }))
      .catch(() => undefined);
    return this.#queue;
  }

  /** For an orderly end. */
  async release(): Promise<void> {
    await this.#queue;
    this.#clear();
  }

  #clear(): void {
    rmSync(this.#file, { force: true });
  }
}
