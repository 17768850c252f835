// The number of goroutines, as cheaply as net/http/pprof gives it: its index page calls runtime.NumGoroutine, while
// goroutine?debug=1 stops the world and walks every stack (60 to 150 ms for 10,000 goroutines).

import { TrivetError } from "../core/errors.ts";
import type { HttpFetcher } from "./ports/target.ts";
import { refuseBadStatus, type RequestOptions } from "./watch-memstats.ts";

/** `<tr><td>12</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>`, the same since Go 1.11. */
const indexRow =
  /<td>(\d+)<\/td>\s*<td><a href=['"]?goroutine\?debug=1['"]?>goroutine<\/a>/;
const dumpHeader = /^goroutine profile: total (\d+)/;

/** Null when the page is not pprof's index. */
export function parseGoroutineCount(text: string): number | null {
  const match = indexRow.exec(text) ?? dumpHeader.exec(text);
  return match === null ? null : Number(match[1]);
}

export type GoroutineSource = "index" | "dump";

export interface GoroutineCount {
  readonly count: number;
  readonly tookMs: number;
  readonly bytes: number;
}

/** Codes: the fetcher's, http-status, profile-not-served, not-go-pprof. */
export async function fetchGoroutineCount(
  http: HttpFetcher,
  baseUrl: string,
  options: RequestOptions & { readonly source: GoroutineSource },
): Promise<GoroutineCount> {
  const { source, ...rest } = options;
  const url = `${baseUrl}/${source === "index" ? "" : "goroutine?debug=1"}`;
  const response = await http.get({ url, maxBytes: 4 << 20, ...rest });
  refuseBadStatus(response, url);
  const count = parseGoroutineCount(new TextDecoder().decode(response.body));
  if (count === null)
    throw new TrivetError("not-go-pprof", `${url} tells no goroutine count`);
  return { count, tookMs: response.tookMs, bytes: response.body.length };
}
