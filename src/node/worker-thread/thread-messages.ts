// What a worker thread and the thread that asks it say to each other: numbered calls, one answer each.

import {
  toTrivetError,
  TrivetError,
  type ErrorCode,
} from "../../core/errors.ts";

export interface ThreadRequest<Call> {
  readonly number: number;
  readonly call: Call;
  /** One int32, not 0 = stop: the thread is busy computing and would read a message too late. */
  readonly stop: SharedArrayBuffer;
}

export type ThreadReply =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | {
      readonly number: number;
      readonly ok: false;
      readonly error: ThreadError;
    };

/** An error as it crosses: class instances do not. */
export interface ThreadError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: TrivetError["detail"];
}

export function describeError(thrown: unknown): ThreadError {
  const { code, message, detail } = toTrivetError(thrown);
  return { code, message, detail };
}

export function reviveError(error: ThreadError): TrivetError {
  return new TrivetError(error.code, error.message, { detail: error.detail });
}
