// Numbers, truth values and texts as Go prints them; times and durations as people read them.
// Source of truth: fmt's %v; time/time.go (Time.wall, Time.ext), time.Duration.String.

import { readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { GoType, ScalarType, StructType } from "./go-type.ts";

export const formatAddress = (address: number): string =>
  `0x${address.toString(16)}`;

/** Bytes must be those of the whole value. */
export function formatScalar(type: ScalarType, bytes: Uint8Array): string {
  const view = viewOf(bytes);
  if (bytes.length < type.size || type.size === 0) return "?";
  if (type.kind === "int" || type.kind === "uint" || type.kind === "uintptr") {
    const value = readInteger(view, type.size, type.kind === "int");
    if (type.name === "time.Duration") return formatDuration(value);
    return String(value);
  }
  if (type.kind === "bool") return view.getUint8(0) === 0 ? "false" : "true";
  if (type.kind === "float") return formatFloat(view, 0, type.size);
  if (type.kind === "complex") {
    const half = type.size / 2;
    return `(${formatFloat(view, 0, half)}, ${formatFloat(view, half, half)})`;
  }
  const address = readWord(view, 0);
  return address === 0 ? "nil" : formatAddress(address);
}

/** Exact, of 1, 2, 4 or 8 bytes. */
export function readInteger(
  view: DataView,
  size: number,
  isSigned: boolean,
): bigint {
  let value = 0n;
  for (let at = Math.min(size, view.byteLength) - 1; at >= 0; at--)
    value = (value << 8n) | BigInt(view.getUint8(at));
  return isSigned ? BigInt.asIntN(8 * size, value) : value;
}

function formatFloat(view: DataView, at: number, size: number): string {
  if (size === 8) return String(view.getFloat64(at, true));
  // The shortest digits that give the same number in 32 bits.
  const value = view.getFloat32(at, true);
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}

const durationUnits: readonly (readonly [string, bigint])[] = [
  ["h", 3_600_000_000_000n],
  ["m", 60_000_000_000n],
];

/** `1h30m0s`, `250ms`, `1.5µs`, as time.Duration prints itself. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  let rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (rest < 1_000n) return `${sign}${rest}ns`;
  if (rest < 1_000_000n) return `${sign}${decimal(rest, 3)}µs`;
  if (rest < 1_000_000_000n) return `${sign}${decimal(rest, 6)}ms`;
  let text = "";
  for (const [unit, size] of durationUnits) {
    if (rest >= size || text !== "") text += `${rest / size}${unit}`;
    rest %= size;
  }
  return `${sign}${text}${decimal(rest, 9)}s`;
}

/** The value with its last `digits` digits behind the point, without zeros at the end. */
function decimal(value: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const fraction = String(value % unit).padStart(digits, "0");
  const trimmed = fraction.replace(/0+$/, "");
  return `${value / unit}${trimmed === "" ? "" : `.${trimmed}`}`;
}

const decoder = new TextDecoder();

/** Quoted as Go quotes; `isCut`: the text goes on. */
export function quoteText(bytes: Uint8Array, isCut: boolean): string {
  return `${JSON.stringify(decoder.decode(bytes))}${isCut ? "…" : ""}`;
}

/** Seconds from year 1 to 1970, and to 1885 where times with a monotonic clock count from. */
const unixFromYearOne = 62_135_596_800n;
const wallFromYearOne = 59_453_308_800n;

/** RFC 3339 in UTC for time.Time; null for other structures, the zero time and years that no clock has. */
export function formatTime(type: StructType, bytes: Uint8Array): string | null {
  if (type.name !== "time.Time" || bytes.length < 16) return null;
  const view = viewOf(bytes);
  const wall = view.getBigUint64(0, true);
  const extra = view.getBigInt64(8, true);
  if (wall === 0n && extra === 0n) return "zero time";
  const hasMonotonic = wall >> 63n === 1n;
  const nanoseconds = wall & ((1n << 30n) - 1n);
  const seconds = hasMonotonic
    ? ((wall << 1n) & ((1n << 64n) - 1n)) >> 31n
    : extra;
  const unix =
    seconds + (hasMonotonic ? wallFromYearOne : 0n) - unixFromYearOne;
  if (nanoseconds >= 1_000_000_000n) return null;
  const maxSeconds = 253_402_300_800n;
  if (unix < -unixFromYearOne || unix >= maxSeconds) return null;
  const iso = new Date(Number(unix) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return `${iso}${fraction === "" ? "" : `.${fraction}`}Z`;
}

/** Bytes that are nearly all printable: a preview as text makes sense. */
export function isByte(type: GoType): boolean {
  return type.kind === "uint" && type.size === 1;
}

export function formatHex(bytes: Uint8Array, length: number): string {
  let text = "";
  for (let at = 0; at < Math.min(length, bytes.length); at++)
    text += bytes[at]!.toString(16).padStart(2, "0");
  return text;
}
