// What nearly every service needs: the time, ids, and a way to stop listening.

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMillis(): number;
  /** Milliseconds of a clock that never steps; only differences mean anything. */
  monotonicMillis(): number;
  /** Rejects with `cancelled` when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Identifiers {
  /** Short, unique within an investigation: `heap-7`. */
  next(prefix: string): string;
}

export interface Disposable {
  dispose(): void;
}
