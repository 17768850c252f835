// Reads the footer of `heap?debug=1`, the only form in which net/http/pprof gives MemStats. It is printed by
// runtime/pprof.writeHeapInternal and has been the same since Go 1.17: `# Name = value`, pairs as `# Stack = used / sys`,
// rings as `# PauseNs = [1 2 …]`. Lines that a newer Go adds are ignored.

import { TrivetError } from "../errors.ts";
import {
  memstatsByField,
  missingField,
  ringLength,
  type MemStatsName,
  type MemStatsReading,
} from "./memstats.ts";

const footerStart = "# runtime.MemStats";
const pairs = new Map<string, readonly [MemStatsName, MemStatsName]>([
  ["Stack", ["stackInuse", "stackSys"]],
  ["MSpan", ["mspanInuse", "mspanSys"]],
  ["MCache", ["mcacheInuse", "mcacheSys"]],
]);

function malformed(line: number, what: string): TrivetError {
  return new TrivetError(
    "memstats-malformed",
    `MemStats footer, line ${line}: ${what}`,
    { detail: { line } },
  );
}

function parseNumber(text: string, line: number, field: string): number {
  if (!/^\d+$/.test(text) && !(field === "GCCPUFraction" && /\d/.test(text)))
    throw malformed(line, `${field} is not a number: ${quote(text)}`);
  const value = Number(text);
  if (!Number.isFinite(value))
    throw malformed(line, `${field} is not a number: ${quote(text)}`);
  return value;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function parseRing(
  text: string,
  line: number,
  field: string,
  scale: (digits: string) => number,
): Float64Array {
  if (!text.startsWith("[") || !text.endsWith("]"))
    throw malformed(line, `${field} is not a whole list: ${quote(text)}`);
  const items = text.slice(1, -1).trim().split(/\s+/);
  if (items.length !== ringLength)
    throw malformed(line, `${field} has ${items.length} entries, not 256`);
  return Float64Array.from(items, (item) => {
    if (!/^\d+$/.test(item))
      throw malformed(line, `${field} holds ${quote(item)}`);
    return scale(item);
  });
}

/** Nanoseconds since the epoch are beyond 2^53: split before converting, so that milliseconds keep three decimals. */
function nanosToMillis(digits: string): number {
  const nanos = BigInt(digits);
  return Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
}

/**
 * Reads the whole answer of `heap?debug=1`. Throws `memstats-malformed` with the line number (1-based, of the whole
 * text) when there is no footer, a value is not what it should be, or the text ends before the footer does.
 */
export function parseHeapText(text: string): MemStatsReading {
  const start = text.lastIndexOf(footerStart);
  if (start < 0)
    throw malformed(1, `no line ${JSON.stringify(footerStart)} in the answer`);
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < start;) {
    line++;
    i = text.indexOf("\n", i + 1);
  }
  const values: Partial<Record<MemStatsName, number>> = {};
  let pauseNs: Float64Array | null = null;
  let pauseEndMillis: Float64Array | null = null;
  for (const raw of text.slice(start).split("\n")) {
    const match = /^# (\w+) = (.*?)\s*$/.exec(raw);
    if (match !== null) {
      const [, field = "", value = ""] = match;
      const single = memstatsByField.get(field);
      const pair = pairs.get(field);
      if (field === "PauseNs") pauseNs = parseRing(value, line, field, Number);
      else if (field === "PauseEnd")
        pauseEndMillis = parseRing(value, line, field, nanosToMillis);
      else if (pair !== undefined) {
        const [used, sys, ...rest] = value.split(" / ");
        if (used === undefined || sys === undefined || rest.length > 0)
          throw malformed(line, `${field} is not a pair: ${quote(value)}`);
        values[pair[0]] = parseNumber(used, line, field);
        values[pair[1]] = parseNumber(sys, line, field);
      } else if (single !== undefined)
        values[single] = parseNumber(value, line, field);
    }
    line++;
  }
  const lastLine = line - 1;
  const missing = missingField(values);
  if (missing !== null)
    throw malformed(lastLine, `the text ends before ${missing}`);
  if (pauseNs === null || pauseEndMillis === null)
    throw malformed(
      lastLine,
      `no ${pauseNs === null ? "PauseNs" : "PauseEnd"} in the footer`,
    );
  return {
    values,
    pauseNs,
    pauseEndMillis,
    sampleRateBytes: parseSampleRate(text),
  };
}

/** `heap profile: 17: 137952 [42: 337280] @ heap/1048576`: the number is twice MemProfileRate. */
function parseSampleRate(text: string): number | null {
  const header = /^heap profile: .* @ heap\/(\d+)\s*$/m.exec(
    text.slice(0, 400),
  );
  return header === null ? null : Number(header[1]) / 2;
}
