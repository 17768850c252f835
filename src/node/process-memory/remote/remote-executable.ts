// The executable that runs at the other end, as a file here: out of the cache, fetched through the pipe once, or a copy
// that the user has.

import { readBuildNotes } from "../../../core/elf/build-notes.ts";
import { readElfLayout } from "../../../core/elf/elf-layout.ts";
import { TrivetError } from "../../../core/errors.ts";
import type { OpenFile } from "../open-file.ts";
import {
  fetchNameless,
  type ExecutableCache,
  type FetchParts,
} from "./executable-cache.ts";
import { checkIdentity, type RemoteTarget } from "./remote-target.ts";

export interface FetchOptions {
  readonly cache: ExecutableCache;
  /** Larger ones are not fetched. */
  readonly mostBytes: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const blockBytes = 4096;
const partBlocks = 512;
/** Parts that are asked for ahead: the pipe is never empty, and nothing piles up here. */
const partsAhead = 4;

/** Codes: pid-forbidden, remote-too-large, target-not-go, those of the cache and of the session. */
export async function fetchExecutable(
  target: RemoteTarget,
  name: string,
  options: FetchOptions,
): Promise<OpenFile> {
  const { session, pid } = target;
  const answer = await session.executableSize();
  const size = Number(answer.text.trim());
  if (answer.status !== 0 || !(size > 0))
    throw new TrivetError(
      "pid-forbidden",
      `/proc/${pid}/exe cannot be read through ${JSON.stringify(session.command)}`,
      { detail: { pid, command: session.command }, advice: "remote-forbidden" },
    );
  const key = await cacheKey(target, name, size);
  const kept = key === null ? null : await options.cache.open(key, size, name);
  if (kept !== null) return kept;
  if (size > options.mostBytes)
    throw new TrivetError(
      "remote-too-large",
      `${name} has ${size} bytes, more than the ${options.mostBytes} that are fetched`,
      { detail: { size, limit: options.mostBytes } },
    );
  const fetch: FetchParts = (write) => fetchParts(target, size, write, options);
  return key === null
    ? fetchNameless(name, fetch)
    : options.cache.add(key, name, fetch);
}

/** Null when the linker wrote no build id. */
async function cacheKey(
  target: RemoteTarget,
  name: string,
  size: number,
): Promise<string | null> {
  const readAt = async (
    offset: number,
    length: number,
  ): Promise<Uint8Array> => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    if (wanted === 0) return new Uint8Array(0);
    const skip = Math.floor(offset / blockBytes);
    const count = Math.ceil((offset + wanted) / blockBytes) - skip;
    const bytes = await readPart(target, size, { skip, count });
    const from = offset - skip * blockBytes;
    return bytes.subarray(from, from + wanted);
  };
  const layout = await readElfLayout(readAt);
  if (layout === null)
    throw new TrivetError("target-not-go", `${name} is not an ELF executable`, {
      advice: "other-executable",
    });
  const { goBuildId, gnuBuildId } = await readBuildNotes(layout, readAt);
  const buildId = goBuildId ?? gnuBuildId;
  return buildId === null ? null : `${buildId} ${size} ${layout.entry}`;
}

async function fetchParts(
  target: RemoteTarget,
  size: number,
  write: (bytes: Uint8Array) => Promise<void>,
  { onProgress }: FetchOptions,
): Promise<void> {
  const blocks = Math.ceil(size / blockBytes);
  const parts: Promise<Uint8Array>[] = [];
  let asked = 0;
  let done = 0;
  onProgress?.(0, size);
  while (done < size) {
    while (asked < blocks && parts.length < partsAhead) {
      const count = Math.min(partBlocks, blocks - asked);
      const part = readPart(target, size, { skip: asked, count });
      // Awaited in its turn; until then its failure is nobody's surprise.
      part.catch(() => undefined);
      parts.push(part);
      asked += count;
    }
    const bytes = await parts.shift()!;
    const wanted = bytes.subarray(0, size - done);
    await write(wanted);
    done += wanted.length;
    onProgress?.(done, size);
  }
}

async function readPart(
  target: RemoteTarget,
  size: number,
  { skip, count }: { readonly skip: number; readonly count: number },
): Promise<Uint8Array> {
  const { session } = target;
  const { bytes, full, partial, status, words, identity } =
    await session.readBlocks({ file: "exe", blockBytes, skip, count });
  checkIdentity(target, identity);
  // The file's last block alone may be short.
  const mostPartial = (skip + count) * blockBytes > size ? 1 : 0;
  if (status === 0 && full + partial === count && partial <= mostPartial)
    return bytes;
  throw session.fail(
    new TrivetError(
      "remote-lost",
      `the executable of process ${target.pid} cannot be read to its end through ${JSON.stringify(session.command)}${words === "" ? "" : `: ${words}`}`,
      { detail: { command: session.command } },
    ),
  );
}
