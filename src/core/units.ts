// Numbers that must not be mixed get a brand; everywhere else the unit stands in the name (`timeoutMs`).

declare const brand: unique symbol;
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Milliseconds since the Unix epoch, by the clock of the machine that Trivet runs on. */
export type UnixMillis = Brand<number, "UnixMillis">;
export const unixMillis = (value: number): UnixMillis => value as UnixMillis;

/** A process id on the machine that is watched. */
export type Pid = Brand<number, "Pid">;
export const pid = (value: number): Pid => value as Pid;

/** A virtual address. User space on amd64 and arm64 stays below 2^53, so a number is exact. */
export type Address = Brand<number, "Address">;
export const address = (value: number): Address => value as Address;

/** The runtime's goroutine number, as `goroutine?debug=2` prints it. */
export type GoroutineId = Brand<number, "GoroutineId">;
export const goroutineId = (value: number): GoroutineId => value as GoroutineId;
