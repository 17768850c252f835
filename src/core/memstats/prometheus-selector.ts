// Which series to ask a Prometheus server for: the user's matchers, and the metrics that an investigation is made of.

import { TrivetError } from "../errors.ts";
import type { Labels } from "./prometheus-answer.ts";
import { memoryMetrics, startTimeMetric } from "./prometheus-names.ts";

/** `up` and the duration come with every scrape, also with one that failed. */
export const upMetric = "up";
export const durationMetric = "scrape_duration_seconds";
export const infoMetric = "go_info";

/** What is asked for first, to learn what there is. */
export const historyMetrics: readonly string[] = [
  ...memoryMetrics,
  startTimeMetric,
  infoMetric,
];

/**
 * A selector of these metrics. `match` is what people write in braces, `{job="gateway"}`; "" and `{}` match every
 * process. Code: usage when it is no selector.
 */
export function selectorOf(match: string, metrics: Iterable<string>): string {
  const inner = /^\{([^]*)\}$/.exec(match.trim() === "" ? "{}" : match.trim());
  if (inner === null)
    throw new TrivetError(
      "usage",
      `--match wants label matchers in braces, such as {job="gateway"}, not ${match.slice(0, 100)}`,
    );
  const own = (inner[1] ?? "").trim().replace(/,$/, "");
  const names = `__name__=~"${[...metrics].join("|")}"`;
  return own === "" ? `{${names}}` : `{${own},${names}}`;
}

/** The same for every series of one process: its labels but those of the metric, which `go_info` alone has. */
export function processKey(labels: Labels): string {
  const isInfo = labels["__name__"] === infoMetric;
  const own = Object.entries(labels).filter(
    ([name]) => name !== "__name__" && !(isInfo && name === "version"),
  );
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `gateway 10.0.0.7:8080`: what people know the process by. */
export function processLabel(labels: Labels): string {
  const { job, instance } = labels;
  const named = [job, instance].filter((part) => part !== undefined);
  return named.length > 0 ? named.join(" ") : "process without a job";
}
