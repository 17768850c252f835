// What was opened or recorded lately, newest first: the way back to an investigation after a crash.

import { access, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const schema = z.array(
  z.strictObject({
    path: z.string().min(1).max(4096),
    openedAtMillis: z.number(),
  }),
);
export type RecentFile = z.infer<typeof schema>[number];

const liveSuffix = ".trivet-live";
const most = 12;
const mostListed = 20;

export class RecentFiles {
  readonly #path: string;
  readonly #liveFolders: string;
  readonly #isSaved: (folder: string) => Promise<boolean>;
  #queue: Promise<void> = Promise.resolve();

  /**
   * @param path the JSON file that remembers
   * @param liveFolders where recordings' folders are, which are listed also when nobody remembers them
   * @param isSaved whether all of a recording's folder is in an archive: that one is then in the list instead
   */
  constructor(
    path: string,
    liveFolders: string,
    isSaved: (folder: string) => Promise<boolean>,
  ) {
    this.#path = path;
    this.#liveFolders = liveFolders;
    this.#isSaved = isSaved;
  }

  /** Recordings that no archive has first: they have no other way back. Then what still exists; newest first in each. */
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
    const remembered = files.filter((_file, index) => existing[index]);
    const known = new Set(remembered.map(({ path }) => path));
    const found = await this.#listLiveFolders();
    const all = [...remembered, ...found.filter(({ path }) => !known.has(path))]
      .sort((a, b) => b.openedAtMillis - a.openedAtMillis)
      .slice(0, mostListed);
    const recordings: RecentFile[] = [];
    const archives: RecentFile[] = [];
    for (const file of all)
      if (!file.path.endsWith(liveSuffix)) archives.push(file);
      else if (!(await this.#isSaved(file.path))) recordings.push(file);
    return [...recordings, ...archives];
  }

  async #listLiveFolders(): Promise<readonly RecentFile[]> {
    const names = await readdir(this.#liveFolders).catch(() => []);
    const paths = names
      .filter((name) => name.endsWith(liveSuffix))
      .map((name) => join(this.#liveFolders, name));
    return Promise.all(
      paths.map(async (path) => {
        const stats = await stat(path).catch(() => null);
        return { path, openedAtMillis: stats?.mtimeMs ?? 0 };
      }),
    );
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
