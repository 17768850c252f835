// What a process's memory says about it, without its help: goroutines, spans, counters, the sampled heap profile. The
// target is not stopped; what moves meanwhile is read again or marked.

import { TrivetError } from "../core/errors.ts";
import { countGoroutines } from "../core/go-runtime/count-goroutines.ts";
import { FunctionTable } from "../core/go-runtime/function-table.ts";
import type { GoroutineRecord } from "../core/go-runtime/goroutine-records.ts";
import { readGoString, readModules } from "../core/go-runtime/module.ts";
import { readGoroutines } from "../core/go-runtime/read-goroutines.ts";
import {
  readMemStats,
  type RuntimeMemStats,
} from "../core/go-runtime/read-memstats.ts";
import { readSpans, type SpanReport } from "../core/go-runtime/read-spans.ts";
import { DwarfTypes } from "../core/go-types/dwarf-types.ts";
import { RuntimeLayout } from "../core/go-runtime/runtime-layout.ts";
import type {
  LayoutSource,
  LoadedLayout,
  TargetImage,
  TargetImages,
} from "./ports/process-memory.ts";

export interface InspectPorts {
  readonly images: TargetImages;
  readonly layouts: LayoutSource;
}

export type InspectTarget =
  | { readonly pid: number; readonly startTicks?: number }
  | { readonly core: string; readonly executable: string };

/** An opened process or core: close it when done. */
export interface Inspection {
  readonly image: TargetImage;
  readonly layout: RuntimeLayout;
  readonly goVersion: string;
  readonly layoutSource: LoadedLayout["source"];
  /** Null unless a bundled layout of another patch release stands in: `go1.22.12`. */
  readonly layoutOf: string | null;
  /** Read once and kept: some megabytes. */
  functionTable(): Promise<FunctionTable>;
  /** What the executable says about types and variables, walked once and kept; null when it was linked with -w. */
  debugTypes(): Promise<DwarfTypes | null>;
  close(): Promise<void>;
}

/**
 * Opens the memory and finds the layout of its runtime. Codes: those of `TargetImages` and `LayoutSource`, and
 * layout-mismatch when the memory is not that of this executable.
 */
export async function openInspection(
  ports: InspectPorts,
  target: InspectTarget,
): Promise<Inspection> {
  const image =
    "pid" in target
      ? await ports.images.openProcess(target.pid, target)
      : await ports.images.openCore(target.core, target.executable);
  try {
    const loaded = await ports.layouts.load(image.executable);
    const bias = biasOf(image, loaded);
    const layout = new RuntimeLayout(loaded.data, bias);
    await checkVersion(image, layout, loaded.goVersion);
    let table: Promise<FunctionTable> | null = null;
    const functionTable = (): Promise<FunctionTable> =>
      (table ??= readModules(image.memory, layout).then(
        (modules) => new FunctionTable(modules, layout),
      ));
    let types: Promise<DwarfTypes | null> | null = null;
    const readTypes = async (): Promise<DwarfTypes | null> => {
      const info = await ports.layouts.loadDebugInfo(image.executable);
      const [module] = (await functionTable()).modules;
      return info === null || module === undefined
        ? null
        : new DwarfTypes(info, { bias, typesStart: module.types });
    };
    return {
      image,
      layout,
      goVersion: loaded.goVersion,
      layoutSource: loaded.source,
      layoutOf:
        loaded.data.goVersion === loaded.goVersion
          ? null
          : loaded.data.goVersion,
      functionTable,
      debugTypes: () => (types ??= readTypes()),
      close: () => image.close(),
    };
  } catch (error) {
    await image.close();
    throw error;
  }
}

function biasOf(image: TargetImage, loaded: LoadedLayout): number {
  if (image.entryPoint === null)
    throw new TrivetError(
      "layout-mismatch",
      `where ${image.executable.path} was loaded is not known`,
    );
  return image.entryPoint - loaded.entryPoint;
}

/** The first thing that is read: when it is right, the addresses are. */
async function checkVersion(
  image: TargetImage,
  layout: RuntimeLayout,
  goVersion: string,
): Promise<void> {
  const { address } = layout.variable("buildVersion");
  const found = await readGoString(image.memory, address);
  // A build with experiments names them behind the version, in one of the two places.
  const plain = (text: string): string => text.split(/[ -]/)[0] ?? "";
  if (plain(found) === plain(goVersion)) return;
  throw new TrivetError(
    "layout-mismatch",
    `${image.executable.path} was built by ${goVersion}, but its memory says ${JSON.stringify(found.slice(0, 40))}`,
    { detail: { goVersion, found: found.slice(0, 40) } },
  );
}

/** Every goroutine with its stack, by id. Codes: memory-unreadable, layout-mismatch, target-died, cancelled. */
export async function inspectGoroutines(
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<readonly GoroutineRecord[]> {
  const { image, layout } = inspection;
  return readGoroutines({
    memory: image.memory,
    layout,
    table: await inspection.functionTable(),
    isMoving: image.kind === "live",
    threads: () => image.threads(),
    nowNs: image.monotonicNowNs(),
    ...(signal && { signal }),
  });
}

/** The heap by size class. Codes: memory-unreadable, memory-inconsistent, layout-mismatch, target-died, cancelled. */
export function inspectSpans(
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<SpanReport> {
  return readSpans(inspection.image.memory, inspection.layout, signal);
}

/** The runtime's counters. Codes: memory-unreadable, memory-inconsistent, target-died, cancelled. */
export function inspectMemStats(
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<RuntimeMemStats> {
  return readMemStats(inspection.image.memory, inspection.layout, signal);
}

/** runtime.NumGoroutine. Codes: memory-unreadable, target-died, cancelled. */
export function inspectGoroutineCount(
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<number> {
  return countGoroutines(inspection.image.memory, inspection.layout, signal);
}
