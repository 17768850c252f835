// Asks a worker thread, from the thread that must not wait: starts it with the first call, numbers the calls, cancels
// them, and replaces a thread that died when the next thing is asked.

import { Worker } from "node:worker_threads";
import { cancelledBy, TrivetError } from "../../core/errors.ts";
import {
  reviveError,
  type ThreadReply,
  type ThreadRequest,
} from "./thread-messages.ts";

export interface WorkerClientOptions {
  /** The thread's built script. */
  readonly scriptPath: string;
  readonly workerData?: unknown;
  /** As errors name it: "the profile worker". */
  readonly name: string;
  /** What the end of the thread by this error means to its callers; null: a crash like any other. */
  readonly deathOf?: (error: NodeJS.ErrnoException) => TrivetError | null;
  /** The thread is gone, and with it whatever it kept. */
  readonly onGone?: () => void;
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Buffers that change hands with the call. */
  readonly transfer?: readonly ArrayBuffer[];
  /** Called as the answer arrives, before any other message is read; also for an answer that nobody waits for any more. */
  readonly onAnswer?: (wasCancelled: boolean) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: TrivetError) => void;
  readonly onAnswer: AskOptions["onAnswer"];
  isCancelled: boolean;
}

/** One thread, many calls. Every call ends: with its answer, its own error, `cancelled`, or the thread's death. */
export class WorkerClient<Call> {
  readonly #options: WorkerClientOptions;
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  #lastNumber = 0;
  #closed = false;

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /** Starts the thread ahead of the first call, which then finds it ready. */
  warm(): void {
    this.#worker ??= this.#start();
  }

  /** Codes: those of the thread, cancelled, internal or what `deathOf` says. */
  async ask<T>(call: Call, options: AskOptions = {}): Promise<T> {
    const { name } = this.#options;
    const { signal, transfer = [], onAnswer } = options;
    if (this.#closed) throw new TrivetError("cancelled", `${name} is closed`);
    if (signal?.aborted === true) throw cancelledBy(signal);
    const worker = (this.#worker ??= this.#start());
    const number = ++this.#lastNumber;
    const stop = new SharedArrayBuffer(4);
    const request: ThreadRequest<Call> = { number, call, stop };
    const onAbort = (): void => {
      Atomics.store(new Int32Array(stop), 0, 1);
      const pending = this.#pending.get(number);
      if (pending === undefined || signal === undefined) return;
      pending.isCancelled = true;
      pending.reject(cancelledBy(signal));
      this.#rest();
    };
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#pending.set(number, {
          resolve: (value) => {
            resolve(value as T);
          },
          reject,
          onAnswer,
          isCancelled: false,
        });
        // An idle thread must not keep the process alive, a busy one must.
        worker.ref();
        signal?.addEventListener("abort", onAbort, { once: true });
        worker.postMessage(request, transfer);
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Ends the thread; whatever it was asked is cancelled. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    const fact = `${this.#options.name} was closed`;
    this.#forget(worker, new TrivetError("cancelled", fact));
    await worker?.terminate();
  }

  #start(): Worker {
    const { scriptPath, workerData, name, deathOf } = this.#options;
    const worker = new Worker(scriptPath, { workerData });
    worker.on("message", (reply: ThreadReply) => {
      if (this.#worker === worker) this.#receive(reply);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      const fact = `${name} crashed: ${error.message}`;
      this.#forget(
        worker,
        deathOf?.(error) ?? new TrivetError("internal", fact, { cause: error }),
      );
    });
    worker.on("exit", (code) => {
      const fact = `${name} ended (code ${code})`;
      this.#forget(worker, new TrivetError("internal", fact));
    });
    worker.unref();
    return worker;
  }

  #receive(reply: ThreadReply): void {
    const pending = this.#pending.get(reply.number);
    this.#pending.delete(reply.number);
    this.#rest();
    if (pending === undefined) return;
    if (!reply.ok) {
      pending.reject(reviveError(reply.error));
      return;
    }
    pending.onAnswer?.(pending.isCancelled);
    pending.resolve(reply.value);
  }

  #rest(): void {
    const isWaitedFor = [...this.#pending.values()].some(
      ({ isCancelled }) => !isCancelled,
    );
    if (!isWaitedFor) this.#worker?.unref();
  }

  /** A thread that is gone fails all it was asked; `exit` after `error` finds nothing left to do. */
  #forget(worker: Worker | null, error: TrivetError): void {
    if (worker === null || this.#worker !== worker) return;
    this.#worker = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#options.onGone?.();
    for (const call of pending) call.reject(error);
  }
}
