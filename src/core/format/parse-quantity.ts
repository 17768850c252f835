// A number that a program printed, with or without a unit: `3966680`, `3.8MB`, `1.5 GiB`, `154µs`. Bytes and nanoseconds are the base.

const factors: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  bytes: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
};

/** Null when it is not a number with a unit of the list. */
export function parseQuantity(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-zµ]*)$/.exec(text.trim());
  const factor = factors[match?.[2] ?? ""];
  return match === null || factor === undefined
    ? null
    : Number(match[1]) * factor;
}
