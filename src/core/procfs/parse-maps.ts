// /proc/PID/maps: one mapping a line. The name may hold spaces and ends with ` (deleted)` for a replaced binary.

export interface MemoryMapping {
  readonly start: number;
  readonly end: number;
  /** `r-xp` */
  readonly permissions: string;
  readonly fileOffset: number;
  readonly inode: number;
  /** A path, `[heap]`, `[stack]`, `[anon: Go: heap]` (Go 1.25 and later on new kernels) or "". */
  readonly name: string;
  readonly deleted: boolean;
}

const deletedMark = " (deleted)";

/** Lines of another form are skipped. Addresses are exact below 2^53, which user space is. */
export function parseMaps(text: string): readonly MemoryMapping[] {
  const mappings: MemoryMapping[] = [];
  for (const line of text.split("\n")) {
    const match =
      /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) ([0-9a-f]+) \S+ (\d+)(?: +(.*))?$/.exec(
        line,
      );
    if (match === null) continue;
    const [, start, end, permissions, offset, inode, whole] = match;
    const name = whole ?? "";
    const deleted = name.endsWith(deletedMark);
    mappings.push({
      start: parseInt(start ?? "", 16),
      end: parseInt(end ?? "", 16),
      permissions: permissions ?? "",
      fileOffset: parseInt(offset ?? "", 16),
      inode: Number(inode),
      name: deleted ? name.slice(0, -deletedMark.length) : name,
      deleted,
    });
  }
  return mappings;
}
