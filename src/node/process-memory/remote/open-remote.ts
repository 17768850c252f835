// Opens a process at the other end of a pipe: what `open-process.ts` does here, asked of a shell there.

import { readAuxiliaryValue } from "../../../core/elf/auxiliary-vector.ts";
import {
  readElfLayout,
  segmentType,
  type ElfLayout,
} from "../../../core/elf/elf-layout.ts";
import { TrivetError } from "../../../core/errors.ts";
import { parseMaps } from "../../../core/procfs/parse-maps.ts";
import { parseStatus } from "../../../core/procfs/parse-status.ts";
import type {
  TargetImage,
  ThreadRegisters,
} from "../../../services/ports/process-memory.ts";
import { openFile, type OpenFile } from "../open-file.ts";
import type { PipeOptions } from "./child-pipe.ts";
import { fetchExecutable, type FetchOptions } from "./remote-executable.ts";
import { pageBytes, RemoteMemory, type FixedPages } from "./remote-memory.ts";
import { RemoteSession } from "./remote-session.ts";
import { checkIdentity, type RemoteTarget } from "./remote-target.ts";

export interface RemoteOptions extends PipeOptions, FetchOptions {
  /** A copy here of the executable that runs there: nothing is fetched then. */
  readonly executablePath?: string;
}

const auxiliary = { entryBytes: 16, mostEntries: 64 } as const;
const writable = 2;

/** Codes: those of `RemoteSession`, pid-not-found, pid-forbidden, pid-reused, those of the executable, layout-mismatch. */
export async function openRemoteImage(
  pid: number,
  startTicks: number | undefined,
  options: RemoteOptions,
): Promise<TargetImage> {
  const session = await RemoteSession.open(pid, options);
  let executable: OpenFile | null = null;
  try {
    const target = await findTarget(session, pid, startTicks);
    const { text } = await session.readText("maps");
    const mappings = parseMaps(text);
    const entryPoint = await readEntryPoint(target);
    const name =
      mappings.find(
        ({ start, end }) =>
          entryPoint !== null && start <= entryPoint && entryPoint < end,
      )?.name ?? `/proc/${pid}/exe`;
    executable =
      options.executablePath === undefined
        ? await fetchExecutable(target, name, options)
        : await openCopy(options.executablePath);
    const file = executable;
    const layout = await readElfLayout((at, length) => file.readAt(at, length));
    const fixed =
      layout === null || entryPoint === null
        ? []
        : fixedPages(file, layout, entryPoint - layout.entry);
    await checkExecutable(target, fixed, options.executablePath !== undefined);
    return {
      kind: "live",
      isRemote: true,
      memory: new RemoteMemory(target, mappings, fixed),
      executable,
      entryPoint,
      // Another machine's clock: what can be asked for (/proc/uptime) counts the time that it slept, the runtime's does not.
      monotonicNowNs: () => null,
      threads: () => readThreads(target),
      async close() {
        await session.close();
        await file.close();
      },
    };
  } catch (error) {
    await session.close();
    await executable?.close();
    throw error;
  }
}

async function findTarget(
  session: RemoteSession,
  pid: number,
  startTicks: number | undefined,
): Promise<RemoteTarget> {
  const { command } = session;
  const detail = { pid, command };
  const { status, text, identity } = await session.tryOpening("mem");
  if (identity === null)
    throw new TrivetError(
      "pid-not-found",
      `${JSON.stringify(command)} sees no process ${pid}, or it has ended`,
      { detail },
    );
  if (status !== 0)
    throw new TrivetError(
      "pid-forbidden",
      `/proc/${pid}/mem does not open through ${JSON.stringify(command)}: ${text.trim().split(": ").at(-1) ?? ""}`,
      { detail, advice: "remote-forbidden" },
    );
  if (startTicks !== undefined && identity.startTicks !== startTicks)
    throw new TrivetError("pid-reused", `process ${pid} is another one now`, {
      detail,
    });
  return { session, pid, identity };
}

async function readEntryPoint(target: RemoteTarget): Promise<number | null> {
  const { entryBytes, mostEntries } = auxiliary;
  const { bytes, full, identity } = await target.session.readBlocks({
    file: "auxv",
    blockBytes: entryBytes,
    skip: 0,
    count: mostEntries,
  });
  checkIdentity(target, identity);
  return readAuxiliaryValue(bytes.subarray(0, full * entryBytes), "entry");
}

async function openCopy(path: string): Promise<OpenFile> {
  try {
    return await openFile(path);
  } catch (cause) {
    if (cause instanceof TrivetError) throw cause;
    throw new TrivetError(
      "not-found",
      `opening ${path}: ${(cause as Error).message}`,
      { cause, detail: { path } },
    );
  }
}

/** Segments that nobody writes to are in memory as they are in the file: code, constants, the function table. */
function fixedPages(
  file: OpenFile,
  layout: ElfLayout,
  bias: number,
): readonly FixedPages[] {
  return layout.segments
    .filter(
      ({ type, flags, fileSize }) =>
        type === segmentType.load && (flags & writable) === 0 && fileSize > 0,
    )
    .map(({ address, offset, fileSize }) => ({
      start: address + bias,
      end: address + bias + fileSize,
      offset,
      file,
    }));
}

/** The first page: the ELF header, and where Go's linker puts the build id. Codes: layout-mismatch, remote-unsuitable. */
async function checkExecutable(
  target: RemoteTarget,
  fixed: readonly FixedPages[],
  isCopy: boolean,
): Promise<void> {
  const first = fixed.find(({ offset }) => offset === 0);
  if (first === undefined) return;
  const { session } = target;
  const length = Math.min(pageBytes, first.end - first.start);
  const { bytes, status, full, words, identity } = await session.readBlocks({
    file: "mem",
    blockBytes: pageBytes,
    skip: Math.floor(first.start / pageBytes),
    count: 1,
  });
  checkIdentity(target, identity);
  const expected = await first.file.readAt(0, length);
  const isSame = expected.every((byte, index) => byte === bytes[index]);
  if (status === 0 && full === 1 && isSame) return;
  const isRead = status === 0 && full === 1;
  throw new TrivetError(
    // A copy that does not fit leads to an address where nothing is.
    isRead || isCopy ? "layout-mismatch" : "remote-unsuitable",
    isRead || isCopy
      ? `${first.file.path} is not what process ${target.pid} runs`
      : `dd cannot read the memory of process ${target.pid} through ${JSON.stringify(session.command)}: ${words}`,
    { detail: { pid: target.pid, command: session.command } },
  );
}

/** As `open-process.ts`: of a process that stands still, the stop being somebody else's. */
async function readThreads(
  target: RemoteTarget,
): Promise<readonly ThreadRegisters[]> {
  const { session } = target;
  const status = await session.readText("status");
  checkIdentity(target, status.identity);
  const { state } = parseStatus(status.text);
  if (state !== "T" && state !== "t") return [];
  const answer = await session.readThreads();
  checkIdentity(target, answer.identity);
  const threads: ThreadRegisters[] = [];
  for (const line of answer.text.split("\n")) {
    const [id = "", ...fields] = line.trim().split(" ");
    const [sp, pc] = fields.slice(-2);
    if (sp?.startsWith("0x") === true && pc?.startsWith("0x") === true)
      threads.push({ threadId: Number(id), sp: Number(sp), pc: Number(pc) });
  }
  return threads;
}
