// A Prometheus server's HTTP API, as far as a history needs it: which series there are, their samples exactly as they were
// scraped, or one value a step where that would be too much.

import { TrivetError } from "../core/errors.ts";
import {
  readMatrixAnswer,
  readSeriesAnswer,
  type Answered,
  type HistorySeries,
  type Labels,
} from "../core/memstats/prometheus-answer.ts";
import { parseTargetAddress } from "./connect-url.ts";
import type { HttpFetcher } from "./ports/target.ts";

/** JSON of samples is read in one piece: the windows are chosen so that an answer stays far below. */
const maxAnswerBytes = 64 << 20;

export interface Span {
  readonly fromMillis: number;
  readonly toMillis: number;
}

interface ServerOptions {
  /** For one answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface MatrixAnswer extends Answered<readonly HistorySeries[]> {
  readonly bytes: number;
}

export class PrometheusServer {
  /** Without a trailing slash: `http://127.0.0.1:9090`, or with a path prefix. */
  readonly url: string;
  readonly #http: HttpFetcher;
  readonly #options: ServerOptions;

  /** `typed`: what people copy, `host:9090` or the address of a page of its user interface. Code: url-invalid. */
  constructor(http: HttpFetcher, typed: string, options: ServerOptions) {
    const { url, origin } = parseTargetAddress(typed);
    this.url = `${origin}${prefixOf(new URL(url).pathname)}`;
    this.#http = http;
    this.#options = options;
  }

  /** Label sets of what the selector matches. Codes: the fetcher's, history-refused, history-malformed. */
  async series(
    selector: string,
    span: Span,
  ): Promise<Answered<readonly Labels[]>> {
    const { raw } = await this.#get("series", {
      "match[]": selector,
      start: seconds(span.fromMillis),
      end: seconds(span.toMillis),
    });
    return readSeriesAnswer(raw);
  }

  /** Every sample of the span, both ends included, at the moment of its scrape. Codes: as `series`. */
  async samples(selector: string, span: Span): Promise<MatrixAnswer> {
    // Servers differ in whether the range's beginning belongs to it (Prometheus 3: no): a millisecond more, and the
    // caller leaves out what lies before.
    const rangeMs = span.toMillis - span.fromMillis + 1;
    const { raw, bytes } = await this.#get("query", {
      query: `${selector}[${rangeMs}ms]`,
      time: seconds(span.toMillis),
    });
    return { ...readMatrixAnswer(raw), bytes };
  }

  /** The expression's value at the span's beginning and each `stepMs` after. Codes: as `series`. */
  async steps(
    expression: string,
    span: Span,
    stepMs: number,
  ): Promise<MatrixAnswer> {
    const { raw, bytes } = await this.#get("query_range", {
      query: expression,
      start: seconds(span.fromMillis),
      end: seconds(span.toMillis),
      step: seconds(stepMs),
    });
    return { ...readMatrixAnswer(raw), bytes };
  }

  async #get(
    endpoint: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<{
    readonly raw: Parameters<typeof readMatrixAnswer>[0];
    readonly bytes: number;
  }> {
    const address = `${this.url}/api/v1/${endpoint}`;
    const { signal, timeoutMs } = this.#options;
    const { status, body } = await this.#http.get({
      url: `${address}?${queryOf(parameters)}`,
      timeoutMs,
      maxBytes: maxAnswerBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    if (status >= 300 && status < 400)
      throw new TrivetError(
        "history-refused",
        `${address}: HTTP ${status}, a redirect to another host, which is not followed`,
        { detail: { status } },
      );
    const text = new TextDecoder().decode(body);
    return { raw: { status, body: text, what: address }, bytes: body.length };
  }
}

/** What stands before its pages; a path that is none of them is a prefix of all. */
function prefixOf(path: string): string {
  return path
    .replace(/\/(?:(?:classic\/)?graph|query|targets|api\/v1)(?:\/.*)?$/, "")
    .replace(/\/+$/, "");
}

/** The API counts seconds; three decimals are its milliseconds. */
function seconds(millis: number): string {
  return (millis / 1000).toFixed(3);
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    )
    .join("&");
}
