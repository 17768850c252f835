// /proc/PID/statm: seven counts of pages, of which size, resident and shared mean something on today's kernels.

export interface ProcessStatm {
  readonly sizeBytes: number;
  readonly residentBytes: number;
  /** File-backed and shared pages. */
  readonly sharedBytes: number;
}

/** `pageBytes` is the system's page size (4096 on most). Null when the text is not a statm line. */
export function parseStatm(
  text: string,
  pageBytes: number,
): ProcessStatm | null {
  const pages = text.trim().split(/\s+/);
  if (pages.length < 3 || !pages.every((page) => /^\d+$/.test(page)))
    return null;
  const bytes = (index: number): number => Number(pages[index]) * pageBytes;
  return {
    sizeBytes: bytes(0),
    residentBytes: bytes(1),
    sharedBytes: bytes(2),
  };
}
