// One call of the contract, from untrusted input to a Reply: looks the call up, validates the input, runs the handler,
// words every failure as a WireError. Knows nothing of Electron, so that it is tested without it.

import type { z } from "zod";
import type {
  CallSpec,
  Contract,
  Handlers,
  Reply,
  WireError,
} from "../contract/define.ts";
import { TrivetError, toTrivetError } from "../core/errors.ts";

/** Runs `channel` with `input` as it came over the wire. Never rejects. */
export type Dispatch = (
  channel: string,
  input: unknown,
  signal: AbortSignal,
) => Promise<Reply<unknown>>;

type AnyHandler = (input: unknown, signal: AbortSignal) => unknown;
interface Entry {
  readonly spec: CallSpec<z.ZodType, unknown>;
  readonly handler: AnyHandler;
}

/** Channel names are `group.call`; a map, so that `__proto__` and its kind name nothing. */
function entriesOf<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [group, specs] of Object.entries(contract)) {
    const implementations = handlers[group] as unknown as Readonly<
      Record<string, AnyHandler>
    >;
    for (const [name, spec] of Object.entries(specs)) {
      const handler = implementations[name];
      if (spec.kind === "call" && handler !== undefined)
        entries.set(`${group}.${name}`, { spec, handler });
    }
  }
  return entries;
}

/** The fact, its code and its numbers; never a stack trace or a cause, which belong to the log. */
export function toWireError(thrown: unknown): WireError {
  const { code, message, detail } = toTrivetError(thrown);
  return { code, message, detail };
}

function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const where = issue.path.map(String).join(".");
      return where === "" ? issue.message : `${where}: ${issue.message}`;
    })
    .join("; ");
}

/**
 * Builds the dispatcher.
 * @param onUnforeseen told of every failure that no code foresaw (`internal`), with its stack, for the log
 */
export function createDispatch<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  onUnforeseen: (channel: string, error: TrivetError) => void,
): Dispatch {
  const entries = entriesOf(contract, handlers);
  return async (channel, input, signal) => {
    const entry = entries.get(channel);
    if (entry === undefined)
      return refuse("bad-request", `no such call: ${channel}`);
    const parsed = entry.spec.input.safeParse(input);
    if (!parsed.success)
      return refuse(
        "bad-request",
        `${channel}: ${describeIssues(parsed.error)}`,
      );
    if (signal.aborted) return refuse("cancelled", `${channel} was cancelled`);
    try {
      return { ok: true, value: await entry.handler(parsed.data, signal) };
    } catch (thrown) {
      const error = toTrivetError(thrown);
      if (error.code === "internal") onUnforeseen(channel, error);
      return { ok: false, error: toWireError(withReason(error)) };
    }
  };
}

/** Nobody can be sent to sudo who is root already: what forbids it then is another namespace. */
function withReason(error: TrivetError): TrivetError {
  if (error.code !== "pid-forbidden" || process.getuid?.() !== 0) return error;
  const { code, message, detail } = error;
  return new TrivetError(code, message, {
    detail,
    advice: "root-forbidden",
    cause: error,
  });
}

function refuse(
  code: "bad-request" | "cancelled",
  message: string,
): Reply<never> {
  return { ok: false, error: toWireError(new TrivetError(code, message)) };
}
