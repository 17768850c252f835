// What the kernel tells a program at its start, and keeps in /proc/PID/auxv and in cores: among others where the
// executable's program headers and first instruction came to lie, from which the load address follows.
// Source of truth: getauxval(3), <linux/auxvec.h>.

const types = { programHeaders: 3, entry: 9 } as const;
const entryBytes = 16;

/** A value of a 64-bit vector; null when it is not there. */
export function readAuxiliaryValue(
  vector: Uint8Array,
  name: keyof typeof types,
): number | null {
  const view = new DataView(
    vector.buffer,
    vector.byteOffset,
    vector.byteLength,
  );
  for (let at = 0; at + entryBytes <= vector.length; at += entryBytes)
    if (view.getBigUint64(at, true) === BigInt(types[name]))
      return Number(view.getBigUint64(at + 8, true));
  return null;
}
