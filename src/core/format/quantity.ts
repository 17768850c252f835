// The one formatter. Binary prefixes for memory (1 KiB = 1024 B), SI for everything else, units always, and at most
// three significant digits: more would claim a precision that sampled data do not have.

export const quantityFormats = [
  "bytes",
  "bytes-per-second",
  "bytes-per-minute",
  "count",
  "duration",
  "percent",
  "nanoseconds",
] as const;
export type QuantityFormat = (typeof quantityFormats)[number];

export function isQuantityFormat(format: string): format is QuantityFormat {
  return (quantityFormats as readonly string[]).includes(format);
}

const binaryPrefixes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export const minusSign = "\u2212";

/** `text` of the magnitude, with the sign of the value; what rounds to zero has none. */
function signed(value: number, text: string): string {
  return value < 0 && /[1-9]/.test(text) ? `${minusSign}${text}` : text;
}

/** Three significant digits without trailing zeros: `1.5`, `12`, `999`, `−0.4`. */
function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100 || Number.isInteger(value))
    return signed(value, String(Math.round(magnitude)));
  const digits = magnitude >= 10 ? 1 : 2;
  return signed(value, magnitude.toFixed(digits).replace(/\.?0+$/, ""));
}

/** `4.1 MiB`, `−12 KiB`, `0 B`. */
export function formatBytes(bytes: number): string {
  let scaled = bytes;
  let prefix = 0;
  while (Math.abs(scaled) >= 1000 && prefix < binaryPrefixes.length - 1) {
    scaled /= 1024;
    prefix++;
  }
  return `${threeDigits(scaled)} ${binaryPrefixes[prefix]}`;
}

/** `12,345`; digits alone, of any length. */
export function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `12,345`, `−7`; rounded to an integer. */
export function formatCount(count: number): string {
  return signed(count, groupDigits(Math.round(Math.abs(count)).toString()));
}

/** From milliseconds: `380 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const magnitude = Math.abs(ms);
  if (magnitude < 1000) return `${threeDigits(ms)} ms`;
  if (magnitude < 60_000) return `${threeDigits(ms / 1000)} s`;
  const sign = ms < 0 ? minusSign : "";
  const parts = (
    major: number,
    majorUnit: string,
    minor: number,
    minorUnit: string,
  ) =>
    `${sign}${major} ${majorUnit}${minor === 0 ? "" : ` ${minor} ${minorUnit}`}`;
  const seconds = Math.round(magnitude / 1000);
  if (seconds < 3600)
    return parts(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440)
    return parts(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return parts(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** Fractions: 0.004 is `0.4 %`. */
export function formatPercent(fraction: number): string {
  return `${threeDigits(fraction * 100)} %`;
}

export function formatQuantity(value: number, format: QuantityFormat): string {
  switch (format) {
    case "bytes":
      return formatBytes(value);
    case "bytes-per-second":
      return `${formatBytes(value)}/s`;
    case "bytes-per-minute":
      return `${formatBytes(value * 60)}/min`;
    case "count":
      return formatCount(value);
    case "duration":
      return formatDuration(value);
    case "percent":
      return formatPercent(value);
    case "nanoseconds":
      return formatDuration(value / 1e6);
  }
}
