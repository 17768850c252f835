// ports.DemoLauncher: Go programs under resources/demo, built on first use and started with their pipes in our hands.
// A demo is a folder with go.mod, demo.json ({"title"}) and flags -leak, -rate, -max-heap, -watch-stdin.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import type {
  DemoLauncher,
  RunningDemo,
} from "../../services/ports/machine.ts";
import { buildDemo } from "./build-demo.ts";
import {
  defaultGoFolders,
  findGo,
  goCommands,
  type GoToolchain,
} from "./go-toolchain.ts";
import { startProgram } from "./running-program.ts";

export interface GoDemoLauncherOptions {
  /** `resources/demo` of the installation (demo-folders.ts). */
  readonly sourcesFolder: string;
  /** Built programs are kept here. */
  readonly cacheFolder: string;
  /** For machines whose Go is elsewhere, and for tests: instead of PATH and the usual places. */
  readonly searchPath?: string;
  readonly goFolders?: readonly string[];
}

export class GoDemoLauncher implements DemoLauncher {
  readonly #options: GoDemoLauncherOptions;
  #go: Promise<GoToolchain> | undefined;

  constructor(options: GoDemoLauncherOptions) {
    this.#options = options;
  }

  async start(
    options: Parameters<DemoLauncher["start"]>[0],
  ): Promise<RunningDemo> {
    const { name, leak, rate, maxHeapMiB, signal } = options;
    const known = await this.list();
    if (!known.some((demo) => demo.name === name))
      throw new TrivetError(
        "not-found",
        `no demo ${JSON.stringify(name)}; there is ${known.map((demo) => demo.name).join(", ")}`,
        { advice: "no-demo" },
      );
    const binary = await buildDemo({
      name,
      sourceFolder: join(this.#options.sourcesFolder, name),
      cacheFolder: this.#options.cacheFolder,
      go: await this.#findGo(),
      ...(signal === undefined ? {} : { signal }),
    });
    const args = ["-watch-stdin", `-leak=${leak}`];
    if (rate !== undefined) args.push(`-rate=${rate}`);
    if (maxHeapMiB !== undefined) args.push(`-max-heap=${maxHeapMiB}`);
    return startProgram(binary, args, signal);
  }

  async list(): Promise<readonly { name: string; title: string }[]> {
    const folders = await readdir(this.#options.sourcesFolder, {
      withFileTypes: true,
    });
    const demos: { name: string; title: string }[] = [];
    for (const folder of folders) {
      if (!folder.isDirectory()) continue;
      demos.push({ name: folder.name, title: await this.#title(folder.name) });
    }
    return demos.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async isAvailable(): Promise<boolean> {
    // Asked at every start of the window, so it only looks: running `go` takes longer than all else it waits for.
    const { searchPath, folders } = await this.#places();
    const { done } = await goCommands(searchPath, folders).next();
    return done !== true;
  }

  /** Looked up once it is found; a failure is not kept, so that installing Go needs no restart. */
  #findGo(): Promise<GoToolchain> {
    this.#go ??= this.#places().then(({ searchPath, folders }) =>
      findGo(searchPath, folders),
    );
    const found = this.#go;
    found.catch(() => {
      if (this.#go === found) this.#go = undefined;
    });
    return found;
  }

  async #places(): Promise<{ searchPath: string; folders: readonly string[] }> {
    const { searchPath = process.env["PATH"] ?? "", goFolders } = this.#options;
    return { searchPath, folders: goFolders ?? (await defaultGoFolders()) };
  }

  async #title(name: string): Promise<string> {
    const file = join(this.#options.sourcesFolder, name, "demo.json");
    const about: unknown = JSON.parse(await readFile(file, "utf8"));
    const title =
      typeof about === "object" && about !== null && "title" in about
        ? about.title
        : undefined;
    return typeof title === "string" ? title : name;
  }
}
