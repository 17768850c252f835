// News that may come a thousand times a second, told at most every so often: the first at once, the rest folded into
// one at the end of the interval. The payload is asked for when it is sent, so it is never stale.

export interface Coalesced {
  /** There is something new. */
  touch(): void;
  /** Sends now what is waiting. */
  flush(): void;
  dispose(): void;
}

/** @param intervalMs least time between two calls of `send` */
export function coalesce(intervalMs: number, send: () => void): Coalesced {
  let timer: NodeJS.Timeout | null = null;
  let isWaiting = false;
  let isDisposed = false;
  const fire = (): void => {
    isWaiting = false;
    timer = setTimeout(() => {
      timer = null;
      if (isWaiting) fire();
    }, intervalMs);
    send();
  };
  return {
    touch() {
      if (isDisposed) return;
      if (timer === null) fire();
      else isWaiting = true;
    },
    flush() {
      if (isDisposed || !isWaiting) return;
      if (timer !== null) clearTimeout(timer);
      fire();
    },
    dispose() {
      isDisposed = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
