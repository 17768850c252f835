// What the window's main process and the profile worker say to each other.

import {
  toTrivetError,
  TrivetError,
  type ErrorCode,
} from "../../core/errors.ts";
import type {
  BrowseGoroutinesQuery,
  CompareQuery,
  DescribeGoroutinesQuery,
  FlameQuery,
  FunctionQuery,
  LensQuery,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "../../services/ports.ts";

export type WorkerCall =
  | {
      readonly method: "load";
      readonly id: string;
      readonly bytes: Uint8Array;
    }
  | { readonly method: "top"; readonly query: TopQuery }
  | { readonly method: "lensEffect"; readonly query: LensQuery }
  | { readonly method: "flame"; readonly query: FlameQuery }
  | { readonly method: "sandwich"; readonly query: SandwichQuery }
  | { readonly method: "search"; readonly query: SearchQuery }
  | { readonly method: "callers"; readonly query: FunctionQuery }
  | { readonly method: "functionValue"; readonly query: FunctionQuery }
  | { readonly method: "source"; readonly query: SourceQuery }
  | { readonly method: "tags"; readonly query: LensQuery }
  | { readonly method: "compare"; readonly query: CompareQuery }
  | {
      readonly method: "trendAdd";
      readonly trendId: string;
      readonly query: TrendQuery;
      readonly profile: { readonly id: string; readonly atMillis: number };
    }
  | {
      readonly method: "trendFinish";
      readonly trendId: string;
      readonly limit: number;
    }
  | { readonly method: "trendDrop"; readonly trendId: string }
  | { readonly method: "sites"; readonly id: string }
  | {
      readonly method: "goroutines";
      readonly id: string;
      readonly beforeId: string | null;
    }
  | {
      readonly method: "browseGoroutines";
      readonly query: BrowseGoroutinesQuery;
    }
  | {
      readonly method: "describeGoroutines";
      readonly query: DescribeGoroutinesQuery;
    }
  | {
      readonly method: "findGoroutine";
      readonly id: string;
      readonly goroutine: number;
    }
  | {
      readonly method: "topStacks";
      readonly id: string;
      readonly count: number;
    }
  | {
      readonly method: "total";
      readonly id: string;
      readonly sampleType: string;
    }
  | { readonly method: "unload"; readonly id: string };

export interface WorkerRequest {
  readonly number: number;
  readonly call: WorkerCall;
  /** One int32, not 0 = stop: the worker is busy computing and would read a message too late. */
  readonly stop: SharedArrayBuffer;
}

export interface WorkerError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: TrivetError["detail"];
}

export type WorkerReply =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | {
      readonly number: number;
      readonly ok: false;
      readonly error: WorkerError;
    };

export function describeError(thrown: unknown): WorkerError {
  const { code, message, detail } = toTrivetError(thrown);
  // A typed array that does not fit: the profile asks for more memory than there is.
  if (
    thrown instanceof RangeError &&
    /allocation failed|Invalid.*length/.test(message)
  )
    return {
      code: "profile-too-large",
      message: `not enough memory for this profile (${message})`,
      detail,
    };
  return { code, message, detail };
}

export function reviveError(error: WorkerError): TrivetError {
  return new TrivetError(error.code, error.message, { detail: error.detail });
}

/** The buffers in a result that can change hands instead of being copied. */
export function transferables(value: unknown): ArrayBuffer[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((part: unknown) =>
    ArrayBuffer.isView(part) &&
    part.buffer instanceof ArrayBuffer &&
    part.byteLength === part.buffer.byteLength
      ? [part.buffer]
      : [],
  );
}
