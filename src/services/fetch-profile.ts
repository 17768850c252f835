// A profile from a URL, once, without an investigation: what `go tool pprof URL` does. The bare address of a target means
// its heap, which is what people come for here.

import { toTrivetError, type TrivetError } from "../core/errors.ts";
import { maxProfileBytes } from "./capture-request.ts";
import { parseTargetAddress } from "./connect-url.ts";
import type { HttpFetcher, HttpRequest } from "./ports/target.ts";
import { idleLimitOf, secondsOf } from "./waiting-limit.ts";
import { refuseBadStatus } from "./watch-memstats.ts";

/** From asking to the last byte; a `seconds=` in the URL comes on top. */
const timeoutMs = 120_000;

/** The bytes as served, gzip or not. Codes: url-invalid, the fetcher's, profile-not-served, tls-failed, http-status. */
export async function fetchProfile(
  ports: { readonly http: HttpFetcher },
  typed: string,
  signal: AbortSignal,
  onProgress?: HttpRequest["onProgress"],
): Promise<Uint8Array> {
  let problem: TrivetError | null = null;
  for (const url of profileUrls(typed))
    try {
      const response = await ports.http.get({
        url,
        timeoutMs: timeoutMs + secondsOf(url) * 1000,
        idleMs: idleLimitOf(url),
        maxBytes: maxProfileBytes,
        signal,
        ...(onProgress && { onProgress }),
      });
      refuseBadStatus(response, url);
      return response.body;
    } catch (thrown) {
      const error = toTrivetError(thrown);
      problem ??= error;
      if (error.code !== "profile-not-served") throw error;
    }
  throw problem ?? new Error("an address has URLs");
}

/** Likeliest first. What names a profile, or a file of any server, is asked for as it stands. */
export function profileUrls(typed: string): readonly string[] {
  const { url, baseUrls } = parseTargetAddress(typed);
  const { pathname, search } = new URL(url);
  const heaps = baseUrls.map((base) => `${base}/heap${search}`);
  const isTarget = pathname === "/" || /\/debug\/pprof\/?$/.test(pathname);
  if (isTarget) return heaps;
  return /\/debug\/pprof\//.test(pathname) ? [url] : [url, ...heaps];
}
