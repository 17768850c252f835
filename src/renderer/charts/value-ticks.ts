// Round numbers for a vertical axis: powers of two times 1, 2, 5 for bytes, so that ticks read 64 MiB and not 67.1 MB.

/** Upper end and step of an axis from 0; both 0 when there is nothing to show. */
export function niceScale(
  highest: number,
  most: number,
  isBytes: boolean,
): { readonly max: number; readonly step: number } {
  if (!(highest > 0) || !Number.isFinite(highest)) return { max: 0, step: 0 };
  const rough = highest / most;
  const step = isBytes ? niceBytes(rough) : niceDecimal(rough);
  return { max: Math.ceil(highest / step) * step, step };
}

function niceDecimal(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough);
  return (factor ?? 10) * power;
}

function niceBytes(rough: number): number {
  const unit = 1024 ** Math.floor(Math.log2(Math.max(1, rough)) / 10);
  const factor = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].find(
    (candidate) => candidate * unit >= rough,
  );
  return (factor ?? 1024) * unit;
}
