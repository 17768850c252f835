// ports.SourceFiles on this machine.

import { readdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import type { EscapeReport } from "../../core/pprof/source-escapes.ts";
import {
  sourceCandidates,
  type SourceCandidate,
} from "../../core/pprof/source-paths.ts";
import {
  splitSource,
  windowOf,
  type MissingSource,
  type SourceText,
} from "../../core/pprof/source-text.ts";
import type {
  SourceFiles,
  SourceRequest,
} from "../../services/ports/machine.ts";
import { explainEscapes } from "./explain-escapes.ts";
import { findGoPlaces, rootsFor, type GoPlaces } from "./go-places.ts";
import { readSource, type ReadFile } from "./read-source.ts";

export interface LocalSourceFilesOptions {
  /** The `go` to use. Code of its failure: go-missing. */
  readonly findGo: () => Promise<{
    readonly command: string;
    readonly version: string;
  }>;
  /** Holds a folder a module, each with its go.mod: the bundled demos. */
  readonly bundledFolder: string | null;
  /** Instead of this machine's places, for tests. */
  readonly places?: GoPlaces;
}

interface Found {
  readonly candidate: SourceCandidate;
  readonly file: ReadFile;
}

export class LocalSourceFiles implements SourceFiles {
  readonly #options: LocalSourceFilesOptions;
  #places: Promise<GoPlaces> | null = null;

  constructor(options: LocalSourceFilesOptions) {
    this.#options = options;
  }

  async read(
    request: SourceRequest & { readonly aroundLine: number },
  ): Promise<SourceText> {
    const found = await this.#find(request);
    if ("status" in found) return found;
    const { candidate, file } = found;
    const lines = splitSource(file.text);
    return {
      status: "found",
      path: file.path,
      origin: candidate.origin,
      modifiedMillis: file.modifiedMillis,
      goVersion:
        candidate.origin === "goroot"
          ? await this.#versionOf(candidate.path)
          : null,
      ...windowOf(lines, request.aroundLine),
      lineCount: lines.length,
    };
  }

  async escapes(
    request: SourceRequest,
    signal?: AbortSignal,
  ): Promise<EscapeReport> {
    const found = await this.#find(request);
    if ("status" in found)
      throw new TrivetError(
        "source-missing",
        `the source ${request.file} is not here (${found.reason})`,
      );
    const { command, version } = await this.#goFor(request.goVersion);
    return explainEscapes({
      command,
      goVersion: version,
      path: found.file.path,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The first candidate that can be read; else why the one that came nearest cannot. */
  async #find(request: SourceRequest): Promise<Found | MissingSource> {
    const places = await this.#knownPlaces();
    const candidates = sourceCandidates(request.file, request.function, {
      mappings: request.mappings,
      goRoots: rootsFor(places, request.goVersion).map(({ folder }) => folder),
      moduleCaches: places.moduleCaches,
      modules: await this.#bundledModules(),
    });
    if (typeof candidates === "string")
      return { status: "missing", reason: candidates, tried: [] };
    let reason: MissingSource["reason"] = "not-found";
    for (const candidate of candidates) {
      const file = await readSource(candidate.path);
      if (typeof file !== "string") return { candidate, file };
      if (reason === "not-found") reason = file;
    }
    const tried = candidates.map(({ path }) => path);
    return { status: "missing", reason, tried };
  }

  #knownPlaces(): Promise<GoPlaces> {
    const { places, findGo } = this.#options;
    if (places !== undefined) return Promise.resolve(places);
    this.#places ??= findGo().then(
      ({ command }) => findGoPlaces(command),
      () => findGoPlaces(null),
    );
    return this.#places;
  }

  async #versionOf(path: string): Promise<string | null> {
    const { roots } = await this.#knownPlaces();
    const own = roots.find(({ folder }) => path.startsWith(`${folder}/`));
    return own?.version ?? null;
  }

  /** The target's own Go where it is here: compilers of other versions decide otherwise. */
  async #goFor(goVersion: string | null): Promise<{
    readonly command: string;
    readonly version: string;
  }> {
    const places = await this.#knownPlaces();
    for (const { folder, version } of rootsFor(places, goVersion)) {
      const command = join(folder, "bin", "go");
      if (version !== null && version === goVersion && existsSync(command))
        return { command, version };
    }
    return this.#options.findGo();
  }

  async #bundledModules(): Promise<
    readonly { readonly path: string; readonly folder: string }[]
  > {
    const { bundledFolder } = this.#options;
    if (bundledFolder === null) return [];
    const names = await readdir(bundledFolder).catch(() => []);
    const modules = await Promise.all(
      names.map(async (name) => {
        const folder = join(bundledFolder, name);
        const text = await readFile(join(folder, "go.mod"), "utf8").catch(
          () => "",
        );
        const path = /^module\s+(\S+)/m.exec(text)?.[1];
        return path === undefined ? [] : [{ path, folder }];
      }),
    );
    return modules.flat();
  }
}
