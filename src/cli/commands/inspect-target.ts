// Which process or core `trivet inspect` looks into, opened and closed again, for all of its subjects.

import { TrivetError } from "../../core/errors.ts";
import {
  openInspection,
  type Inspection,
  type InspectPorts,
  type InspectTarget,
} from "../../services/inspect.ts";
import type { CommandIo } from "../command.ts";
import { inspectPorts } from "./runtime-ports.ts";
import { remoteImages } from "./inspect-remote.ts";

export const targetOptions = {
  pid: { type: "string" },
  core: { type: "string" },
  exe: { type: "string" },
  via: { type: "string" },
  "via-timeout": { type: "string" },
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
  const target = targetOf(values);
  const inspection = await openInspection(await portsOf(values, io), target);
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

function targetOf({
  pid,
  core,
  exe,
  via,
  "via-timeout": viaTimeout,
}: TargetValues): InspectTarget {
  if (via !== undefined && (pid === undefined || core !== undefined))
    throw new TrivetError("usage", "--via reads a process: give its --pid");
  if (via === undefined && viaTimeout !== undefined)
    throw new TrivetError("usage", "--via-timeout is for --via");
  if (pid !== undefined) {
    if (core !== undefined || (exe !== undefined && via === undefined))
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

async function portsOf(
  values: TargetValues,
  io: CommandIo,
): Promise<InspectPorts> {
  const ports = await inspectPorts();
  return values.via === undefined
    ? ports
    : { ...ports, images: await remoteImages(values.via, values, io) };
}
