// What was opened or recorded lately, newest first: the way back to an investigation after a crash.

import { access } from "node:fs/promises";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const schema = z.array(
  z.strictObject({
    path: z.string().min(1).max(4096),
    openedAtMillis: z.number(),
  }),
);
export type RecentFile = z.infer<typeof schema>[number];

const most = 12;

export class RecentFiles {
  readonly #path: string;
  #queue: Promise<void> = Promise.resolve();

  /** @param path the JSON file that remembers */
  constructor(path: string) {
    this.#path = path;
  }

  /** Those that still exist. */
  async list(): Promise<readonly RecentFile[]> {
    await this.#queue;
    const files = await readJsonFile(this.#path, schema, []);
    const existing = await Promise.all(
      files.map(({ path }) =>
        access(path).then(
          () => true,
          () => false,
        ),
      ),
    );
    return files.filter((_file, index) => existing[index]);
  }

  /** Puts `path` on top. Failing to remember is no reason to fail what the user asked for. */
  add(path: string, openedAtMillis: number): Promise<void> {
    this.#queue = this.#queue
      .then(async () => {
        const files = await readJsonFile(this.#path, schema, []);
        const others = files.filter((file) => file.path !== path);
        await writeJsonFile(
          this.#path,
          [{ path, openedAtMillis }, ...others].slice(0, most),
        );
      })
      .catch(() => undefined);
    return this.#queue;
  }
}
