// The thread's side: answers numbered calls, one after the other, and looks at each call's stop flag while it computes.

import { parentPort } from "node:worker_threads";
import { TrivetError } from "../../core/errors.ts";
import {
  describeError,
  type ThreadError,
  type ThreadReply,
  type ThreadRequest,
} from "./thread-messages.ts";

/** Throws `cancelled` once whoever asked has given up; long work calls it now and then. */
export type StopCheck = () => void;

/** Serves `answer` to the thread that started this one. `describe`: what an error is called on the other side. */
export function serveCalls<Call>(
  answer: (call: Call, checkpoint: StopCheck) => unknown,
  describe: (thrown: unknown) => ThreadError = describeError,
): void {
  const serve = async ({ number, call, stop }: ThreadRequest<Call>) => {
    const flag = new Int32Array(stop);
    const checkpoint = (): void => {
      if (Atomics.load(flag, 0) !== 0)
        throw new TrivetError("cancelled", "cancelled");
    };
    let reply: ThreadReply;
    try {
      checkpoint();
      reply = { number, ok: true, value: await answer(call, checkpoint) };
    } catch (thrown) {
      reply = { number, ok: false, error: describe(thrown) };
    }
    parentPort?.postMessage(reply, reply.ok ? buffersOf(reply.value) : []);
  };
  parentPort?.on("message", (request: ThreadRequest<Call>) => {
    void serve(request);
  });
}

/** The buffers in a result that can change hands instead of being copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((part: unknown) =>
    ArrayBuffer.isView(part) &&
    part.buffer instanceof ArrayBuffer &&
    part.byteLength === part.buffer.byteLength
      ? [part.buffer]
      : [],
  );
}
