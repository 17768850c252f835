// One GET on node:http, not fetch: evidence must be the bytes that the target sent (no decoding), a hang must end at a
// known time whatever stage it is in, and a cap must hold while the bytes arrive.

import http from "node:http";
import https from "node:https";
import { performance } from "node:perf_hooks";
import {
  cancelledBy,
  toTrivetError,
  TrivetError,
} from "../../../core/errors.ts";
import type {
  HttpFetcher,
  HttpRequest,
  HttpResponse,
} from "../../../services/ports/target.ts";
import { describeNetworkError } from "./http-errors.ts";

const maxRedirects = 5;

export interface NodeHttpFetcherOptions {
  /** PEM certificates to trust besides the system's. */
  readonly ca?: string;
}

/** Keeps connections alive between polls; close it, or they hold the process open for their idle time. */
export class NodeHttpFetcher implements HttpFetcher {
  readonly #http: http.Agent;
  readonly #https: https.Agent;

  constructor(options: NodeHttpFetcherOptions = {}) {
    // Enough for a poll, a goroutine count and a capture of each kind side by side: a hanging one blocks no other.
    const limits = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4 };
    this.#http = new http.Agent(limits);
    this.#https = new https.Agent(
      options.ca === undefined ? limits : { ...limits, ca: options.ca },
    );
  }

  async get(request: HttpRequest): Promise<HttpResponse> {
    const started = performance.now();
    const deadline = started + request.timeoutMs;
    let url = parseHttpUrl(request.url);
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#getOnce(url, request, deadline);
      const location = answer.headers["location"];
      const isRedirect = [301, 302, 303, 307, 308].includes(answer.status);
      if (isRedirect && location !== undefined && redirects < maxRedirects) {
        const next = URL.canParse(location, url.href)
          ? new URL(location, url)
          : null;
        // Another host is another target, and maybe not one that we were told to talk to.
        if (next !== null && next.host === url.host) {
          url = parseHttpUrl(next.href);
          continue;
        }
      }
      return { ...answer, tookMs: performance.now() - started };
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #getOnce(
    url: URL,
    request: HttpRequest,
    deadline: number,
  ): Promise<Omit<HttpResponse, "tookMs">> {
    try {
      return await this.#attempt(url, request, deadline);
    } catch (error) {
      // A kept-alive connection may be closed by the server at the moment we reuse it: that says nothing about the
      // target, so ask once more on a new one.
      if (error instanceof StaleConnection)
        return await this.#attempt(url, request, deadline);
      throw error;
    }
  }

  #attempt(
    url: URL,
    request: HttpRequest,
    deadline: number,
  ): Promise<Omit<HttpResponse, "tookMs">> {
    const { signal } = request;
    if (signal?.aborted === true) return Promise.reject(cancelledBy(signal));
    return new Promise((resolve, reject) => {
      const secure = url.protocol === "https:";
      const outgoing = (secure ? https : http).request(url, {
        method: "GET",
        agent: secure ? this.#https : this.#http,
        headers: {
          // Evidence is stored as received: a proxy must not compress what Go did not.
          "accept-encoding": "identity",
          accept: "*/*",
          "user-agent": "trivet",
        },
      });
      const progress = { connected: false, headers: false, bytes: 0 };
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        clearTimeout(idle);
        signal?.removeEventListener("abort", onAbort);
        act();
      };
      const fail = (error: Error): void => {
        settle(() => reject(error));
        outgoing.destroy();
      };
      const onAbort = (): void => {
        if (signal !== undefined) fail(cancelledBy(signal));
      };
      const timer = setTimeout(
        () => fail(timedOut(url, request.timeoutMs, progress)),
        Math.max(0, deadline - performance.now()),
      );
      const { idleMs } = request;
      const idle =
        idleMs === undefined
          ? undefined
          : setTimeout(() => fail(timedOut(url, idleMs, progress)), idleMs);
      signal?.addEventListener("abort", onAbort, { once: true });

      outgoing.on("socket", (socket) => {
        if (socket.connecting)
          socket.once("connect", () => (progress.connected = true));
        else progress.connected = true;
      });
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        const isStale =
          outgoing.reusedSocket &&
          !progress.headers &&
          (error.code === "ECONNRESET" || error.code === "EPIPE");
        fail(
          isStale
            ? new StaleConnection(error.message, { cause: error })
            : describeNetworkError(error, url.origin),
        );
      });
      outgoing.on("response", (incoming) => {
        progress.headers = true;
        idle?.refresh();
        incoming.on("data", () => idle?.refresh());
        receiveBody(incoming, url, request, progress).then(
          (body) =>
            settle(() =>
              resolve({
                status: incoming.statusCode ?? 0,
                headers: flattenHeaders(incoming.headers),
                body,
              }),
            ),
          (error: unknown) => fail(toTrivetError(error)),
        );
      });
      outgoing.end();
    });
  }
}

class StaleConnection extends Error {}

interface TransferProgress {
  connected: boolean;
  headers: boolean;
  bytes: number;
}

/** Collects the body; rejects with body-too-large or body-truncated. The caller destroys the request then. */
function receiveBody(
  incoming: http.IncomingMessage,
  url: URL,
  request: HttpRequest,
  progress: TransferProgress,
): Promise<Uint8Array> {
  const declared = Number(incoming.headers["content-length"] ?? Number.NaN);
  const total = Number.isSafeInteger(declared) ? declared : null;
  const tooLarge = (): TrivetError =>
    new TrivetError(
      "body-too-large",
      `${url.href} answered ${total ?? `more than ${request.maxBytes}`} bytes; the limit is ${request.maxBytes}`,
      { detail: { limit: request.maxBytes } },
    );
  return new Promise((resolve, reject) => {
    if (total !== null && total > request.maxBytes) {
      reject(tooLarge());
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => {
      progress.bytes += chunk.length;
      if (progress.bytes > request.maxBytes) {
        reject(tooLarge());
        return;
      }
      chunks.push(chunk);
      request.onProgress?.(progress.bytes, total);
    });
    // Node reports a connection that ended early as `aborted`/ECONNRESET, for both framings (length and chunked).
    incoming.on("error", (error: NodeJS.ErrnoException) =>
      reject(
        new TrivetError(
          "body-truncated",
          `${url.href}: the connection ended after ${progress.bytes} of ${total ?? "an unknown number of"} bytes`,
          { cause: error, detail: { received: progress.bytes } },
        ),
      ),
    );
    incoming.on("end", () => {
      // One copy into memory of its own: small Buffers are slices of a shared pool, which must not travel to workers.
      const body = new Uint8Array(progress.bytes);
      let offset = 0;
      for (const chunk of chunks) {
        body.set(chunk, offset);
        offset += chunk.length;
      }
      resolve(body);
    });
  });
}

function parseHttpUrl(text: string): URL {
  if (!URL.canParse(text))
    throw new TrivetError("url-invalid", `not a URL: ${text}`);
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TrivetError(
      "url-invalid",
      `${url.protocol} is not http: or https: in ${text}`,
    );
  return url;
}

function timedOut(
  url: URL,
  timeoutMs: number,
  progress: TransferProgress,
): TrivetError {
  const stage = !progress.connected
    ? "no connection"
    : !progress.headers
      ? "connected, but no answer"
      : `an answer that stalled after ${progress.bytes} bytes`;
  return new TrivetError(
    "target-timeout",
    `${url.href}: ${stage} within ${timeoutMs} ms`,
    { detail: { timeoutMs, received: progress.bytes } },
  );
}

function flattenHeaders(
  headers: http.IncomingHttpHeaders,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined)
      flat[name] = Array.isArray(value) ? value.join(", ") : value;
  return flat;
}
