// What a journal's numbers may be and who may say them: for the schema, and for what reads samples beside it.

export const sourceNames = [
  "memstats",
  "memory",
  "procfs",
  "cgroup",
  "logs",
  "prometheus",
  "trivet",
] as const;

/** Unix milliseconds until 2100: what lies outside was never recorded, and would stretch every axis. */
export const latestMillis = 4_102_444_800_000;

/** Nothing that is counted is larger than 64 bits, either sign. */
export const mostQuantity = 2 ** 64;
