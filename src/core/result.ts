// An expected failure is a value; a broken invariant is thrown.

/** Marks a `switch` as exhaustive: adding a case elsewhere becomes a compile error here. */
export function assertNever(value: never, why: string): never {
  throw new Error(`${why}: ${String(value)}`);
}

/** Unwraps a value that an invariant guarantees; `why` states the invariant. */
export function ensureExists<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(why);
  return value;
}
