// Units and the words for amounts, as pprof has them (internal/measurement of google/pprof): where two profiles measure
// the same thing in different units, and wherever a report must read like pprof's.

import type { ExactInteger } from "./views.ts";

interface Unit {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly factor: number;
}

interface UnitFamily {
  readonly units: readonly Unit[];
  /** Shown where the asked-for unit is of another family, or the value is below every unit. */
  readonly fallback: Omit<Unit, "aliases">;
}

const families: readonly UnitFamily[] = [
  {
    units: [
      { name: "B", aliases: ["b", "byte"], factor: 1 },
      { name: "kB", aliases: ["kb", "kbyte", "kilobyte"], factor: 2 ** 10 },
      { name: "MB", aliases: ["mb", "mbyte", "megabyte"], factor: 2 ** 20 },
      { name: "GB", aliases: ["gb", "gbyte", "gigabyte"], factor: 2 ** 30 },
      { name: "TB", aliases: ["tb", "tbyte", "terabyte"], factor: 2 ** 40 },
      { name: "PB", aliases: ["pb", "pbyte", "petabyte"], factor: 2 ** 50 },
    ],
    fallback: { name: "B", factor: 1 },
  },
  {
    units: [
      { name: "ns", aliases: ["ns", "nanosecond"], factor: 1 },
      { name: "us", aliases: ["μs", "us", "microsecond"], factor: 1e3 },
      { name: "ms", aliases: ["ms", "millisecond"], factor: 1e6 },
      { name: "s", aliases: ["s", "sec", "second"], factor: 1e9 },
      { name: "hrs", aliases: ["hour", "hr"], factor: 3600e9 },
    ],
    fallback: { name: "s", factor: 1e9 },
  },
  {
    units: [
      { name: "n*GCU", aliases: ["nanogcu"], factor: 1e-9 },
      { name: "u*GCU", aliases: ["microgcu"], factor: 1e-6 },
      { name: "m*GCU", aliases: ["milligcu"], factor: 1e-3 },
      { name: "GCU", aliases: ["gcu"], factor: 1 },
      { name: "k*GCU", aliases: ["kilogcu"], factor: 1e3 },
      { name: "M*GCU", aliases: ["megagcu"], factor: 1e6 },
      { name: "G*GCU", aliases: ["gigagcu"], factor: 1e9 },
      { name: "T*GCU", aliases: ["teragcu"], factor: 1e12 },
      { name: "P*GCU", aliases: ["petagcu"], factor: 1e15 },
    ],
    fallback: { name: "GCU", factor: 1 },
  },
];

function unitOf(family: UnitFamily, text: string): Unit | undefined {
  const lower = text.toLowerCase();
  const singular =
    lower.length > 2 && lower.endsWith("s") ? lower.slice(0, -1) : lower;
  return family.units.find(({ aliases }) => aliases.includes(singular));
}

/** How many `to` one `from` is; null when they cannot be converted. */
export function unitRatio(from: string, to: string): number | null {
  if (from === to) return 1;
  for (const family of families) {
    const fromUnit = unitOf(family, from);
    const toUnit = unitOf(family, to);
    if (fromUnit !== undefined && toUnit !== undefined)
      return fromUnit.factor / toUnit.factor;
  }
  return null;
}

export interface ScaledValue {
  readonly value: number;
  /** "" = not worth saying (counts). */
  readonly unit: string;
}

/** An amount in another unit; `minimum` and `auto` pick the largest one that it has at least one of. */
export function scaleToUnit(
  value: ExactInteger,
  from: string,
  to: string,
): ScaledValue {
  if (value < 0) {
    const positive = scaleToUnit(-value, from, to);
    return { value: -positive.value, unit: positive.unit };
  }
  for (const family of families) {
    const fromUnit = unitOf(family, from);
    if (fromUnit === undefined) continue;
    const base = Number(value) * fromUnit.factor;
    const target =
      (to === "minimum" || to === "auto"
        ? largestFitting(family, base)
        : unitOf(family, to)) ?? family.fallback;
    return { value: base / target.factor, unit: target.name };
  }
  const silent = ["count", "sample", "unit", "minimum", "auto"].includes(to);
  return { value: Number(value), unit: silent ? "" : to };
}

function largestFitting(family: UnitFamily, base: number): Unit | undefined {
  return family.units.findLast((unit) => base / unit.factor >= 1);
}

/** `12.50MB`, `3s`, `0`. */
export function scaledLabel(
  value: ExactInteger,
  from: string,
  to: string,
): string {
  const scaled = scaleToUnit(value, from, to);
  const text = twoDecimals(scaled.value);
  const short = text.endsWith(".00") ? text.slice(0, -3) : text;
  return short === "0" || short === "-0" ? "0" : short + scaled.unit;
}

/** Six columns: `  100%`, `12.34%`, ` 0.01%`. The sign is left out, as in pprof. */
export function percentage(value: ExactInteger, total: ExactInteger): string {
  const ratio = total === 0 ? 0 : Math.abs(Number(value) / Number(total)) * 100;
  if (ratio >= 99.95 && ratio <= 100.05) return "  100%";
  const text = ratio >= 1 ? twoDecimals(ratio) : twoDigits(ratio);
  return `${text.padStart(5)}%`;
}

/** By eighths, the only halfway cases of two decimals that a double can be: Go rounds them to even. */
const halfways: readonly (string | undefined)[] = [
  undefined,
  "12",
  undefined,
  "38",
  undefined,
  "62",
  undefined,
  "88",
];

/** Go's `%.2f`. JavaScript's toFixed rounds halves up, and amounts in powers of 1024 often are halves. */
export function twoDecimals(value: number): string {
  const size = Math.abs(value);
  const decimals = halfways[(size * 8) % 8];
  if (decimals === undefined || size >= 2 ** 50) return value.toFixed(2);
  return `${value < 0 ? "-" : ""}${Math.floor(size)}.${decimals}`;
}

/** Go's `%.2g` of a number from 0 to below 1. */
function twoDigits(value: number): string {
  if (value === 0) return "0";
  if (value === 0.0625) return "0.062";
  const [digits = "", exponentText = "0"] = value.toExponential(1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4)
    return `${digits.replace(/\.0$/, "")}e-${String(-exponent).padStart(2, "0")}`;
  const tie = halfways[(value * 8) % 8];
  if (tie !== undefined) return `0.${tie}`;
  return String(Number(value.toPrecision(2)));
}
