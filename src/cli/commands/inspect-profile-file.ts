// Profiles that `trivet inspect` writes: gzip, with the executable as their one mapping.

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Mapping } from "../../core/pprof/profile.ts";
import type { Inspection } from "../../services/inspect.ts";
import { writeOutputFile } from "../output-file.ts";

/** `encode` gives the uncompressed profile. Codes: disk-full, disk-failed, and those of reading the function table. */
export async function writeProfileFile(
  file: { readonly path: string; readonly overwrite: boolean },
  inspection: Inspection,
  encode: (header: {
    readonly timeMillis: number;
    readonly mapping: Mapping;
  }) => Uint8Array,
): Promise<void> {
  const { modules } = await inspection.functionTable();
  const [module] = modules;
  const mapping: Mapping = {
    id: 1n,
    start: BigInt(module?.minPc ?? 0),
    limit: BigInt(module?.maxPc ?? 0),
    offset: 0n,
    file: inspection.image.executable.path,
    buildId: "",
    hasFunctions: true,
    hasFilenames: true,
    hasLineNumbers: true,
    hasInlineFrames: true,
  };
  const bytes = encode({ timeMillis: Date.now(), mapping });
  await writeOutputFile(file.path, await promisify(gzip)(bytes), {
    overwrite: file.overwrite,
  });
}
