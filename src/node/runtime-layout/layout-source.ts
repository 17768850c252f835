// Finds the layout of an executable: from the cache, from its own DWARF, or from what is bundled.

import { DwarfDamage } from "../../core/dwarf/byte-cursor.ts";
import { DebugInfo } from "../../core/dwarf/debug-info.ts";
import { DebugTypes } from "../../core/dwarf/debug-types.ts";
import { readBuildNotes } from "../../core/elf/build-notes.ts";
import {
  fileType,
  machine,
  readElfLayout,
  type ElfLayout,
} from "../../core/elf/elf-layout.ts";
import { readGoVersion } from "../../core/elf/go-build-info.ts";
import { TrivetError } from "../../core/errors.ts";
import { buildLayout } from "../../core/go-runtime/build-layout.ts";
import { layoutFormat } from "../../core/go-runtime/layout-spec.ts";
import type {
  LayoutSource,
  LoadedLayout,
  RandomAccessFile,
} from "../../services/ports/process-memory.ts";
import { readBundledLayout } from "./bundled-layout.ts";
import { LayoutCache } from "./layout-cache.ts";
import { readDebugSections } from "./read-debug-info.ts";

/** Minor versions whose runtime the readers were tried on. */
export const supportedMinors = { oldest: 19, newest: 27 } as const;

export interface LayoutSourceOptions {
  /** Null: nothing is cached. */
  readonly cacheFolder: string | null;
  /** `resources/go-layouts`; null when this installation has none. */
  readonly bundledFolder: string | null;
}

export class ExecutableLayoutSource implements LayoutSource {
  readonly #cache: LayoutCache | null;
  readonly #bundledFolder: string | null;

  constructor(options: LayoutSourceOptions) {
    this.#cache =
      options.cacheFolder === null
        ? null
        : new LayoutCache(options.cacheFolder);
    this.#bundledFolder = options.bundledFolder;
  }

  async loadDebugInfo(file: RandomAccessFile): Promise<DebugInfo | null> {
    const sections = await readDebugSections(await readLayout(file), file);
    return sections === null
      ? null
      : fromDebugInfo(() => new DebugInfo(sections), file);
  }

  async load(file: RandomAccessFile): Promise<LoadedLayout> {
    const readAt = (offset: number, length: number): Promise<Uint8Array> =>
      file.readAt(offset, length);
    const layout = await readLayout(file);
    const goVersion = await readGoVersion(layout, readAt);
    if (goVersion === null)
      throw new TrivetError(
        "target-not-go",
        `${file.path} is not a Go program`,
        { advice: "other-executable" },
      );
    const minor = checkSupported(file, layout, goVersion);
    const notes = await readBuildNotes(layout, readAt);
    const buildId = notes.goBuildId ?? notes.gnuBuildId;
    const key =
      buildId === null
        ? null
        : `${layoutFormat} ${buildId} ${file.size} ${layout.entry}`;
    const loaded = { entryPoint: layout.entry, goVersion };
    const cached = key === null ? null : await this.#cache?.read(key);
    if (cached?.goVersion === goVersion)
      return { ...loaded, data: cached, source: "cache" };
    const sections = await readDebugSections(layout, file);
    if (sections !== null) {
      const data = fromDebugInfo(
        () => buildLayout(new DebugTypes(sections), goVersion),
        file,
      );
      if (key !== null) await this.#cache?.write(key, data);
      return { ...loaded, data, source: "dwarf" };
    }
    const data = await readBundledLayout(this.#bundledFolder, {
      layout,
      file,
      goVersion,
      minor,
    });
    return { ...loaded, data, source: "bundled" };
  }
}

async function readLayout(file: RandomAccessFile): Promise<ElfLayout> {
  const layout = await readElfLayout((offset, length) =>
    file.readAt(offset, length),
  );
  if (layout !== null && layout.type !== fileType.core) return layout;
  throw new TrivetError(
    "target-not-go",
    `${file.path} is not an ELF executable`,
    { advice: "other-executable" },
  );
}

/** The minor version. Code: layout-unsupported. */
function checkSupported(
  file: RandomAccessFile,
  layout: ElfLayout,
  goVersion: string,
): number {
  if (
    layout.bits !== 64 ||
    !layout.littleEndian ||
    layout.machine !== machine.amd64
  )
    throw new TrivetError(
      "layout-unsupported",
      `${file.path} is for a ${layout.bits}-bit machine of ELF type ${layout.machine}, not for x86-64`,
      { detail: { bits: layout.bits, machine: layout.machine } },
    );
  const minor = Number(/^go1\.(\d+)/.exec(goVersion)?.[1] ?? NaN);
  const { oldest, newest } = supportedMinors;
  if (!(minor >= oldest && minor <= newest))
    throw new TrivetError(
      "layout-unsupported",
      `${file.path} was built by ${goVersion}; Go 1.${oldest} to 1.${newest} are known`,
      { detail: { goVersion } },
    );
  return minor;
}

function fromDebugInfo<T>(read: () => T, file: RandomAccessFile): T {
  try {
    return read();
  } catch (thrown) {
    // Damage, or an offset outside a section (RangeError of DataView).
    if (thrown instanceof DwarfDamage || thrown instanceof RangeError)
      throw new TrivetError(
        "layout-unsupported",
        `the type information of ${file.path} is damaged: ${thrown.message}`,
        { cause: thrown },
      );
    throw thrown;
  }
}
