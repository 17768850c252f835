// The ring of a running process, found by what it has mapped into its memory: no setting has to name it, and a program in
// a container is no different. Held open it outlives the process, its container and its name.

import { constants } from "node:fs";
import { open, readFile, type FileHandle } from "node:fs/promises";
import { mostRingBytes } from "../../core/agent-ring/decode-ring.ts";
import { TrivetError, toTrivetError } from "../../core/errors.ts";
import type {
  AgentRingFile,
  AgentRingFiles,
} from "../../services/ports/flight-recorder.ts";

const suffix = ".trivet-ring";

export class MappedAgentRings implements AgentRingFiles {
  async find(pid: number): Promise<AgentRingFile | null> {
    const path = mappedRing(await textOf(`/proc/${pid}/maps`));
    if (path === null) return null;
    // As the process sees its files: in a container not where they are here.
    const handle = await openOrdinary(`/proc/${pid}/root${path}`);
    return handle === null ? null : new HeldRing(path, handle);
  }
}

class HeldRing implements AgentRingFile {
  readonly path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  async read(): Promise<Uint8Array> {
    try {
      const { size } = await this.#handle.stat();
      if (size > mostRingBytes)
        throw new TrivetError(
          "ring-malformed",
          `not an agent's ring: it has ${size} bytes`,
        );
      const bytes = new Uint8Array(size);
      const { bytesRead } = await this.#handle.read(bytes, 0, size, 0);
      return bytes.subarray(0, bytesRead);
    } catch (thrown) {
      if (thrown instanceof TrivetError) throw thrown;
      throw new TrivetError("disk-failed", toTrivetError(thrown).message, {
        cause: thrown,
      });
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** The path in a line of /proc/PID/maps: `7f… rw-s 00000000 08:01 1234      /tmp/…/api.12.34.trivet-ring`. */
export function mappedRing(maps: string): string | null {
  for (const line of maps.split("\n")) {
    if (!line.endsWith(suffix)) continue;
    const path = /^\S+ \S+ \S+ \S+ \d+ +(\/.*)$/.exec(line)?.[1];
    // The kernel writes a newline in a name as \012; the agent makes no such names.
    if (path !== undefined && !path.includes("\\")) return path;
  }
  return null;
}

/** A link or a pipe under that name is not what the agent made. */
async function openOrdinary(path: string): Promise<FileHandle | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let handle: FileHandle;
  try {
    handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return null;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return null;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}
