// The IPC contract, defined once: from this one object come the handlers that main must write, the client that the
// renderer calls, the channel names that the preload lets through, and the checks at the boundary.

import { z } from "zod";
import { errorCodes, type ErrorCode } from "../core/errors.ts";

export interface CallSpec<I extends z.ZodType, O> {
  readonly kind: "call";
  readonly input: I;
  /** Type only: main is trusted by the renderer, so outputs are typed, not parsed. */
  readonly output: O;
}
export interface EventSpec<P> {
  readonly kind: "event";
  readonly payload: P;
}
export type Spec = CallSpec<z.ZodType, unknown> | EventSpec<unknown>;
export type Contract = Readonly<Record<string, Readonly<Record<string, Spec>>>>;

const typeOnly = <T>(): T => undefined as T;

/** A request with one answer. Usage: `call(z.strictObject({…})).returns<Answer>()`. */
export const call = <I extends z.ZodType>(input: I) => ({
  returns: <O>(): CallSpec<I, O> => ({
    kind: "call",
    input,
    output: typeOnly<O>(),
  }),
});

/** Something main tells every window. */
export const event = <P>(): EventSpec<P> => ({
  kind: "event",
  payload: typeOnly<P>(),
});

type CallNames<G> = {
  [K in keyof G]: G[K] extends CallSpec<infer _I, infer _O> ? K : never;
}[keyof G];
type EventNames<G> = {
  [K in keyof G]: G[K] extends EventSpec<infer _P> ? K : never;
}[keyof G];

/** What main implements. A missing handler is a compile error. */
export type Handlers<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [K in CallNames<C[G]>]: C[G][K] extends CallSpec<infer I, infer O>
      ? (input: z.output<I>, signal: AbortSignal) => Promise<O> | O
      : never;
  };
};

/** What the renderer calls. Answers are values: an expected failure is never an exception. */
export type Client<C extends Contract> = {
  readonly [G in keyof C]: {
    readonly [K in CallNames<C[G]>]: C[G][K] extends CallSpec<infer I, infer O>
      ? (
          input: z.input<I>,
          options?: { readonly signal?: AbortSignal },
        ) => Promise<Reply<O>>
      : never;
  } & {
    readonly [
      K in EventNames<C[G]> as `on${Capitalize<K & string>}`
    ]: C[G][K] extends EventSpec<infer P>
      ? (listener: (payload: P) => void) => () => void
      : never;
  };
};

/** Every event's payload by its channel name, for main's `emit`. */
export type EventPayload<
  C extends Contract,
  G extends keyof C,
  K extends keyof C[G],
> = C[G][K] extends EventSpec<infer P> ? P : never;

export interface WireError {
  readonly code: ErrorCode;
  /** The fact; the advice is looked up by code in the message catalogue. */
  readonly message: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

export const wireErrorCode = z.enum(errorCodes);
