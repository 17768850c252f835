// What is asked for a snapshot, and whether the answer can be one: pprof's own bytes, unchanged.

import { TrivetError } from "../core/errors.ts";
import { stacksParameter } from "../core/investigation/goroutine-stacks.ts";
import type { HttpResponse } from "./ports/target.ts";
import { describeBody, refuseBadStatus } from "./watch-memstats.ts";

export const captureKinds = ["heap", "allocs", "goroutine"] as const;
export type CaptureKind = (typeof captureKinds)[number];

/** A heap profile of some 100,000 stacks; more is a mistake or an attack. */
export const maxProfileBytes = 256 << 20;

/**
 * `gc=1` exists for the heap profile only: the others are of now, or of everything ever. `stacks` is for goroutines only:
 * each by id with its state and wait, instead of counts by stack.
 */
export function captureUrl(
  baseUrl: string,
  kind: CaptureKind,
  options: { readonly gc?: boolean; readonly stacks?: boolean } = {},
): string {
  if (options.gc === true && kind === "heap") return `${baseUrl}/${kind}?gc=1`;
  if (options.stacks === true && kind === "goroutine")
    return `${baseUrl}/${kind}?${stacksParameter}`;
  return `${baseUrl}/${kind}`;
}

/**
 * The file extension of a profile's bytes. Codes: those of a bad status, not-go-pprof for a body of another kind (a
 * login page with status 200), body-truncated for an empty one.
 */
export function acceptProfile(response: HttpResponse, url: string): string {
  refuseBadStatus(response, url);
  const { body } = response;
  if (body.length === 0)
    throw new TrivetError("body-truncated", `${url} answered without a body`);
  if (isGzip(body)) return "pb.gz";
  if (isPlainProfile(body)) return "pb";
  throw new TrivetError(
    "not-go-pprof",
    `${url} answered ${describeBody(response)}, not a profile`,
  );
}

/** The same for a dump of every goroutine, which is text. */
export function acceptGoroutineDump(
  response: HttpResponse,
  url: string,
): string {
  refuseBadStatus(response, url);
  const { body } = response;
  if (body.length === 0)
    throw new TrivetError("body-truncated", `${url} answered without a body`);
  const opening = new TextDecoder().decode(body.subarray(0, 32));
  if (/^goroutine \d/.test(opening)) return "txt";
  throw new TrivetError(
    "not-go-pprof",
    `${url} answered ${describeBody(response)}, not a goroutine dump`,
  );
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** profile.proto starts with its first sample type: field 1, its length, then field 1 of ValueType. */
function isPlainProfile(bytes: Uint8Array): boolean {
  return bytes[0] === 0x0a && bytes[2] === 0x08;
}
