// What the window may load: files below one folder, by URL path, with the headers that make the page's rights explicit.
// Source of truth for the header: https://www.w3.org/TR/CSP3/ and Electron's security checklist.

import { readFileSync, realpathSync } from "node:fs";
import { extname, join, sep } from "node:path";

export const pageScheme = "app";
export const pageHost = "trivet";
export const pageOrigin = `${pageScheme}://${pageHost}`;

/** Inline styles stay allowed because the terminal and the charts set them; scripts are our files only. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");

export const pageHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/**
 * The file that a URL names, as path segments below the page's folder; null when the URL is not one of ours or could
 * mean anything else than a plain path downwards. The URL parser has already folded `..` and `%2e%2e`.
 */
export function pagePathOf(url: string): readonly string[] | null {
  let parsed: URL;
  let pathname: string;
  try {
    parsed = new URL(url);
    pathname = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (parsed.protocol !== `${pageScheme}:` || parsed.host !== pageHost)
    return null;
  const segments =
    pathname === "/" ? ["index.html"] : pathname.slice(1).split("/");
  const isPlain = segments.every(
    (segment) =>
      segment !== "" &&
      segment !== "." &&
      segment !== ".." &&
      // eslint-disable-next-line no-control-regex -- a NUL ends a path for the kernel and not for us
      !/[\\:\u0000]/.test(segment),
  );
  return isPlain ? segments : null;
}

/** Answers one request of the page. `root` is the folder of the built window. Links that lead out are refused. */
export function servePageFile(
  root: string,
  method: string,
  url: string,
): Response {
  const segments =
    method === "GET" || method === "HEAD" ? pagePathOf(url) : null;
  const contentType = contentTypes[extname(segments?.at(-1) ?? "")];
  if (segments === null || contentType === undefined) return notFound();
  try {
    const realRoot = realpathSync(root);
    const file = realpathSync(join(realRoot, ...segments));
    if (!file.startsWith(realRoot + sep)) return notFound();
    return new Response(method === "HEAD" ? null : readFileSync(file), {
      headers: { ...pageHeaders, "Content-Type": contentType },
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR")
      return notFound();
    throw error;
  }
}

function notFound(): Response {
  return new Response("not found", {
    status: 404,
    headers: { ...pageHeaders, "Content-Type": "text/plain; charset=utf-8" },
  });
}
