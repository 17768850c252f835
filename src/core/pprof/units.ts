// Units that pprof can convert into each other (internal/measurement of google/pprof). Needed where two profiles measure
// the same thing in different ones.

const families: readonly Readonly<Record<string, number>>[] = [
  {
    b: 1,
    byte: 1,
    kb: 2 ** 10,
    kbyte: 2 ** 10,
    kilobyte: 2 ** 10,
    mb: 2 ** 20,
    mbyte: 2 ** 20,
    megabyte: 2 ** 20,
    gb: 2 ** 30,
    gbyte: 2 ** 30,
    gigabyte: 2 ** 30,
    tb: 2 ** 40,
    tbyte: 2 ** 40,
    terabyte: 2 ** 40,
    pb: 2 ** 50,
    pbyte: 2 ** 50,
    petabyte: 2 ** 50,
  },
  {
    ns: 1,
    nanosecond: 1,
    μs: 1e3,
    us: 1e3,
    microsecond: 1e3,
    ms: 1e6,
    millisecond: 1e6,
    s: 1e9,
    sec: 1e9,
    second: 1e9,
    hour: 3600e9,
    hr: 3600e9,
  },
];

function factorIn(
  family: Readonly<Record<string, number>>,
  unit: string,
): number | undefined {
  const lower = unit.toLowerCase();
  const singular =
    lower.length > 2 && lower.endsWith("s") ? lower.slice(0, -1) : lower;
  return Object.hasOwn(family, singular) ? family[singular] : undefined;
}

/** How many `to` one `from` is; null when they cannot be converted. */
export function unitRatio(from: string, to: string): number | null {
  if (from === to) return 1;
  for (const family of families) {
    const fromFactor = factorIn(family, from);
    const toFactor = factorIn(family, to);
    if (fromFactor !== undefined && toFactor !== undefined)
      return fromFactor / toFactor;
  }
  return null;
}
