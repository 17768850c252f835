// People paste whatever they have: `:6060`, a host and port, a whole profile URL out of a shell history. All of it names
// one thing, the pprof base URL.

import { TrivetError } from "../core/errors.ts";
import { explainBadUrl } from "../core/target-url.ts";

export interface TargetAddress {
  /** Base URLs to try, likeliest first, without a trailing slash: `http://127.0.0.1:6060/debug/pprof`. */
  readonly baseUrls: readonly string[];
  /** What was typed, in full: with scheme, path and query, without a fragment. */
  readonly url: string;
  /** `http://127.0.0.1:6060` */
  readonly origin: string;
  /** As the URL spells it; IPv6 in brackets. */
  readonly hostname: string;
  readonly port: number;
  /** True when the other end is on this machine, so that its process can be looked up. */
  readonly isLoopback: boolean;
}

const standardPath = "/debug/pprof";

/** Code: url-invalid. */
export function parseTargetAddress(typed: string): TargetAddress {
  const url = parseUrl(typed.trim());
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TrivetError(
      "url-invalid",
      `${url.protocol} is not http or https`,
    );
  if (url.username !== "" || url.password !== "")
    throw new TrivetError(
      "url-invalid",
      "the URL carries a user name or password, which would be saved with the investigation",
    );
  const origin = `${url.protocol}//${url.host}`;
  return {
    url: `${origin}${url.pathname}${url.search}`,
    origin,
    baseUrls: basePaths(url.pathname).map((path) => `${origin}${path}`),
    hostname: url.hostname,
    port:
      url.port === ""
        ? url.protocol === "https:"
          ? 443
          : 80
        : Number(url.port),
    isLoopback: isLoopbackHost(url.hostname),
  };
}

function parseUrl(typed: string): URL {
  const invalid = new TrivetError("url-invalid", explainBadUrl(typed));
  if (typed === "" || /\s/.test(typed)) throw invalid;
  // `localhost:6060` parses as scheme `localhost`, so a scheme counts only with its slashes.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const withHost = /^:\d+/.test(typed) ? `127.0.0.1${typed}` : typed;
  try {
    return new URL(hasScheme ? typed : `http://${withHost}`);
  } catch {
    throw invalid;
  }
}

/** Everything behind `/debug/pprof` is a profile's name; without it, the typed path may be the base or its parent. */
function basePaths(path: string): readonly string[] {
  const at = path.lastIndexOf(standardPath);
  const after = path[at + standardPath.length];
  if (at >= 0 && (after === undefined || after === "/"))
    return [path.slice(0, at + standardPath.length)];
  const bare = path.replace(/\/+$/, "");
  return bare === "" ? [standardPath] : [bare, `${bare}${standardPath}`];
}

function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname) ||
    hostname === "0.0.0.0" ||
    hostname === "[::]"
  );
}
