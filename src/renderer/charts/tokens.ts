// Canvas cannot read CSS: the tokens that charts draw with, as they are in the theme of the moment.

export const chartTokens = [
  "surface",
  "line",
  "text",
  "text-muted",
  "accent",
  "data-live",
  "data-garbage",
  "data-heap",
  "data-idle",
  "data-stacks",
  "data-runtime",
  "data-outside",
  "data-limit",
  "data-gc",
  "data-goroutines",
  "data-threads",
  "data-gap",
  "font-ui",
] as const;
export type ChartToken = (typeof chartTokens)[number];
export type ChartTokens = Readonly<Record<ChartToken, string>>;

export function readChartTokens(): ChartTokens {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    chartTokens.map((name) => [
      name,
      style.getPropertyValue(`--${name}`).trim(),
    ]),
  ) as Record<ChartToken, string>;
}
