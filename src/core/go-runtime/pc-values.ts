// Tables that give each instruction of a function a number: stack depth, line, file, index in the tree of inlined calls.
// They are runs of (difference of the value as zig-zag varint, length in bytes as varint).
// Source of truth: runtime/symtab.go (step, pcvalue); "Go 1.2 Runtime Symbol Information".

/** The value at `pc` of the run-length table at `at`; null when the table does not reach it. */
export function readPcValue(
  table: Uint8Array,
  at: number,
  entry: number,
  pc: number,
): number | null {
  for (const { value, end } of pcRuns(table, at, entry))
    if (pc < end) return value;
  return null;
}

/** The largest value in the table; -1 when there is none above it. */
export function largestPcValue(table: Uint8Array, at: number): number {
  let largest = -1;
  for (const { value } of pcRuns(table, at, 0))
    if (value > largest) largest = value;
  return largest;
}

function* pcRuns(
  table: Uint8Array,
  at: number,
  entry: number,
): Generator<{ readonly value: number; readonly end: number }> {
  let position = at;
  let value = -1;
  let end = entry;
  const varint = (): number => {
    let result = 0;
    let scale = 1;
    for (;;) {
      const byte = table[position++] ?? 0;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
      scale *= 128;
    }
  };
  for (let isFirst = true; position < table.length; isFirst = false) {
    const delta = varint();
    if (delta === 0 && !isFirst) return;
    value += delta % 2 === 1 ? -(delta + 1) / 2 : delta / 2;
    end += varint();
    yield { value, end };
  }
}
