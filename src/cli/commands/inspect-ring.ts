// `trivet inspect ring`: the last minutes of a program that had the agent in it, also when it is long dead.

import { TrivetError } from "../../core/errors.ts";
import {
  decodeAgentRing,
  mostRingBytes,
  type AgentRing,
} from "../../core/agent-ring/decode-ring.ts";
import { listRings } from "../../node/agent-ring/list-rings.ts";
import { MappedAgentRings } from "../../node/agent-ring/mapped-agent-rings.ts";
import {
  parseCommandLine,
  parseDuration,
  toJson,
  type CommandIo,
} from "../command.ts";
import { readInputFile } from "../input-file.ts";
import { formatRing, formatRings, ringJson } from "./ring-text.ts";

const options = {
  pid: { type: "string" },
  last: { type: "string" },
} as const;
const defaultLast = "1700ms";

export async function runInspectRing(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const [file, ...rest] = positionals;
  if (rest.length > 0 || (file !== undefined && values.pid !== undefined))
    throw new TrivetError(
      "usage",
      "ring takes one FILE, or --pid N, or nothing",
    );
  const lastMs = parseDuration(values.last ?? defaultLast);
  if (file === undefined && values.pid === undefined) {
    const rings = await listRings();
    io.stdout(
      values.json === true
        ? `${toJson({ schema: "trivet.inspect.rings/1", rings })}\n`
        : formatRings(rings),
    );
    return 0;
  }
  const bytes =
    file === undefined
      ? await readOf(Number(values.pid))
      : await readInputFile(file, {
          signal: io.signal,
          maxBytes: mostRingBytes,
        });
  const ring = decodeAgentRing(bytes);
  warn(ring, io);
  io.stdout(
    values.json === true
      ? `${toJson({ schema: "trivet.inspect.ring/1", ...ringJson(ring) })}\n`
      : formatRing(ring, lastMs),
  );
  return 0;
}

/** Of a process that runs. Codes: usage, not-found, disk-failed. */
async function readOf(pid: number): Promise<Uint8Array> {
  if (!(Number.isSafeInteger(pid) && pid > 0))
    throw new TrivetError("usage", "--pid wants a number");
  const ring = await new MappedAgentRings().find(pid);
  if (ring === null)
    throw new TrivetError(
      "not-found",
      `process ${pid} writes no ring that can be read here`,
    );
  try {
    return await ring.read();
  } finally {
    await ring.close();
  }
}

function warn({ damaged, missing }: AgentRing, io: CommandIo): void {
  if (damaged > 0)
    io.stderr(
      `warning: ${damaged} ${damaged === 1 ? "entry is" : "entries are"} damaged or half written, and left out\n`,
    );
  if (missing > 0) io.stderr(`warning: ${missing} entries are not there\n`);
}
