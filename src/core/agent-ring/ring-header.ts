// The first 4096 bytes of an agent's ring: whose it is and what its columns are. Source of truth: resources/agent/ring.go.

import { TrivetError } from "../errors.ts";
import { crc32c } from "./crc32c.ts";

export const headerBytes = 4096;
export const slotBytes = 256;
/** Before the payload of a slot. */
export const leadBytes = 24;
export const mostValues = (slotBytes - leadBytes) / 8;
const headBytes = 44;
const magic = "TRVTRNG1";
const mostSlots = 1 << 16;
const longestName = 200;

export interface RingHeader {
  readonly program: string;
  readonly goVersion: string;
  /** As the program saw it: in a container not the machine's. */
  readonly pid: number;
  /** Of /proc/PID/stat; 0 where there was no /proc. */
  readonly startTicks: number;
  readonly startedMillis: number;
  readonly tickMs: number;
  readonly slots: number;
  /** Names of runtime/metrics, and two of the agent's own. */
  readonly columns: readonly string[];
}

/** Code: ring-malformed. */
export function decodeRingHeader(bytes: Uint8Array): RingHeader {
  if (bytes.length < headerBytes)
    throw refused(`${bytes.length} bytes are no header`);
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 8));
  if (head !== magic)
    throw refused(
      head.startsWith("TRVTRNG")
        ? "it is of another version of the agent"
        : `it does not begin with ${magic}`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const word = (at: number): number => view.getUint32(at, true);
  if (word(8) !== headerBytes || word(12) !== slotBytes)
    throw refused("its header and slots have other sizes");
  const slots = word(16);
  const length = word(36);
  if (slots < 1 || slots > mostSlots || headBytes + length > headerBytes)
    throw refused(`${slots} slots, ${length} bytes of text`);
  const text = bytes.subarray(headBytes, headBytes + length);
  if (crc32c(text, crc32c(bytes.subarray(0, 40))) !== word(40))
    throw refused("its header is damaged");
  return {
    ...decodeAbout(text),
    pid: word(32),
    startedMillis: millisAt(view, 24),
    tickMs: word(20),
    slots,
  };
}

/** From unix nanoseconds, to the microsecond: more a double does not hold. */
export function millisAt(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, true) / 1000n) / 1000;
}

function decodeAbout(
  text: Uint8Array,
): Pick<RingHeader, "program" | "goVersion" | "startTicks" | "columns"> {
  let about: unknown;
  try {
    about = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    throw refused("its header's text is not JSON", cause);
  }
  if (typeof about !== "object" || about === null)
    throw refused("its header's text is no object");
  const told = about as Readonly<Record<string, unknown>>;
  const { program, go, startTicks, columns } = told as {
    readonly program: unknown;
    readonly go: unknown;
    readonly startTicks: unknown;
    readonly columns: unknown;
  };
  if (!isName(program) || !isName(go)) throw refused("it names no program");
  if (!Array.isArray(columns) || !columns.every(isName))
    throw refused("it names no columns");
  if (columns.length > mostValues || new Set(columns).size < columns.length)
    throw refused(`${columns.length} columns, or one of them twice`);
  return {
    program,
    goVersion: go,
    startTicks: Number.isSafeInteger(startTicks) ? (startTicks as number) : 0,
    columns,
  };
}

const isName = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= longestName;

function refused(why: string, cause?: unknown): TrivetError {
  return new TrivetError("ring-malformed", `not an agent's ring: ${why}`, {
    cause,
  });
}
