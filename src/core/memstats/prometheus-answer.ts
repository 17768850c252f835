// Reads what Prometheus's HTTP API answers, or another server that speaks it (Thanos, Mimir, VictoriaMetrics): one JSON
// object with a status, the data or the server's own words for what is wrong, and warnings about partial answers.
// Source: https://prometheus.io/docs/prometheus/latest/querying/api/.

import { TrivetError } from "../errors.ts";

/** What identifies a series: `__name__`, `job`, `instance`, and whatever else the server was told to attach. */
export type Labels = Readonly<Record<string, string>>;

export interface HistorySeries {
  readonly labels: Labels;
  /** Milliseconds since the epoch, ascending. */
  readonly times: Float64Array;
  /** Same length. NaN and infinities that the server holds are kept. */
  readonly values: Float64Array;
}

export interface Answered<T> {
  readonly data: T;
  /** The server's words about parts that it could not give. */
  readonly warnings: readonly string[];
}

interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** For the message: which request it was. */
  readonly what: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function malformed(what: string, fact: string): TrivetError {
  return new TrivetError("history-malformed", `${what}: ${fact}`);
}

/** `/api/v1/series`: the label sets. Codes: history-refused, history-malformed. */
export function readSeriesAnswer(raw: RawAnswer): Answered<readonly Labels[]> {
  const { data, warnings } = readAnswer(raw);
  if (!Array.isArray(data))
    throw malformed(raw.what, "its data is no list of label sets");
  return { data: data.map((item) => readLabels(item, raw.what)), warnings };
}

/** A query whose result is a matrix. Codes: history-refused, history-malformed. */
export function readMatrixAnswer(
  raw: RawAnswer,
): Answered<readonly HistorySeries[]> {
  const { data, warnings } = readAnswer(raw);
  const result = isRecord(data) ? data["result"] : undefined;
  if (
    !isRecord(data) ||
    data["resultType"] !== "matrix" ||
    !Array.isArray(result)
  )
    throw malformed(raw.what, "its data is no matrix");
  return {
    data: result.map((item: unknown) => readSeries(item, raw.what)),
    warnings,
  };
}

function readAnswer({ status, body, what }: RawAnswer): Answered<unknown> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch (cause) {
    if (status !== 200)
      throw new TrivetError(
        "history-refused",
        `${what}: HTTP ${status}${saidIn(body)}`,
        { cause, detail: { status } },
      );
    throw malformed(what, "the answer is not JSON");
  }
  if (!isRecord(answer) || typeof answer["status"] !== "string")
    throw status === 200
      ? malformed(what, "the answer is JSON, but not of Prometheus's API")
      : new TrivetError("history-refused", `${what}: HTTP ${status}`, {
          detail: { status },
        });
  if (answer["status"] !== "success")
    throw new TrivetError(
      "history-refused",
      `${what}: HTTP ${status}, ${said(answer["errorType"])}: ${said(answer["error"])}`,
      { detail: { status, errorType: said(answer["errorType"]) } },
    );
  const warnings = answer["warnings"];
  return {
    data: answer["data"],
    warnings: Array.isArray(warnings) ? warnings.map(said) : [],
  };
}

const said = (value: unknown): string =>
  typeof value === "string" ? value.slice(0, 500) : "no words";

/** The first line of a plain-text answer: a proxy's, most often. */
function saidIn(body: string): string {
  const line = body.split("\n").find((part) => part.trim() !== "") ?? "";
  return line === "" || /[<\0]/.test(line)
    ? ""
    : `: ${line.trim().slice(0, 200)}`;
}

function readLabels(item: unknown, what: string): Labels {
  if (!isRecord(item)) throw malformed(what, "a series without labels");
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(item)) {
    if (typeof value !== "string")
      throw malformed(what, `the label ${name.slice(0, 80)} is no text`);
    labels[name] = value;
  }
  return labels;
}

/** `{"metric":{…},"values":[[1700000000.123,"42"],…]}`; a series of histograms has no `values`. */
function readSeries(item: unknown, what: string): HistorySeries {
  const labels = readLabels(isRecord(item) ? item["metric"] : undefined, what);
  const pairs = isRecord(item) ? (item["values"] ?? []) : [];
  if (!Array.isArray(pairs)) throw malformed(what, "values are no list");
  const times = new Float64Array(pairs.length);
  const values = new Float64Array(pairs.length);
  pairs.forEach((pair: unknown, index) => {
    const [time, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof time !== "number" || typeof text !== "string")
      throw malformed(what, `value ${index} is no pair of a time and a text`);
    // Seconds with three decimals; the server's own clock counts milliseconds.
    times[index] = Math.round(time * 1000);
    values[index] = numberOf(text, what);
  });
  return { labels, times, values };
}

/** Go's words for what JSON has no numbers for. */
const special: ReadonlyMap<string, number> = new Map([
  ["NaN", NaN],
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
]);

function numberOf(text: string, what: string): number {
  const number = special.get(text) ?? Number(text);
  if (text === "" || (Number.isNaN(number) && !special.has(text)))
    throw malformed(what, `${JSON.stringify(text.slice(0, 40))} is no number`);
  return number;
}
