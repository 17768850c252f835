// Which process or core `trivet inspect` looks into, opened and closed again, for all of its subjects.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { TrivetError } from "../../core/errors.ts";
import {
  openInspection,
  type Inspection,
  type InspectTarget,
} from "../../services/inspect.ts";
import type { CommandIo } from "../command.ts";

export const targetOptions = {
  pid: { type: "string" },
  core: { type: "string" },
  exe: { type: "string" },
} as const;
export type TargetValues = {
  readonly [K in keyof typeof targetOptions]?: string;
};

/** Opens what the options name, says what is amiss with it, and closes it. Codes: usage and those of `openInspection`. */
export async function withInspection<T>(
  values: TargetValues,
  io: CommandIo,
  use: (inspection: Inspection) => Promise<T>,
): Promise<T> {
  const inspection = await open(targetOf(values));
  try {
    warnOfTarget(inspection, io);
    return await use(inspection);
  } finally {
    await inspection.close();
  }
}

function warnOfTarget({ image, ...rest }: Inspection, io: CommandIo): void {
  if (rest.layoutOf !== null)
    io.stderr(
      `warning: the executable (${rest.goVersion}) has no type information; the layout is that of ${rest.layoutOf}\n`,
    );
  const { cutOff } = image;
  if (cutOff !== undefined)
    io.stderr(
      `warning: the core is cut off: it has ${cutOff.size} of ${cutOff.wholeSize} bytes; what lies behind cannot be read\n`,
    );
}

function targetOf({ pid, core, exe }: TargetValues): InspectTarget {
  if (pid !== undefined) {
    if (core !== undefined || exe !== undefined)
      throw new TrivetError("usage", "--pid needs neither --core nor --exe");
    if (!/^[1-9]\d{0,9}$/.test(pid))
      throw new TrivetError("usage", `not a process id: ${pid}`);
    return { pid: Number(pid) };
  }
  if (core === undefined)
    throw new TrivetError("usage", "give --pid N, or --core FILE --exe FILE");
  if (exe === undefined)
    throw new TrivetError(
      "usage",
      "--core needs --exe: cores leave out what stands in the executable",
    );
  return { core, executable: exe };
}

async function open(target: InspectTarget): Promise<Inspection> {
  const { LocalTargetImages } =
    await import("../../node/process-memory/target-images.ts");
  const { ExecutableLayoutSource } =
    await import("../../node/runtime-layout/layout-source.ts");
  const { defaultLayoutCache } =
    await import("../../node/runtime-layout/layout-cache.ts");
  const { findBundledLayouts } =
    await import("../../node/runtime-layout/bundled-layout.ts");
  return openInspection(
    {
      images: new LocalTargetImages(),
      layouts: new ExecutableLayoutSource({
        cacheFolder: defaultLayoutCache(),
        bundledFolder: findBundledLayouts(
          dirname(fileURLToPath(import.meta.url)),
        ),
      }),
    },
    target,
  );
}
