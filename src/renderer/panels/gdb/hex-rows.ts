// Bytes as rows of a hex dump: address, two groups of eight bytes, and what is printable of them.

export interface HexRow {
  /** `0xc000012340`. */
  readonly address: string;
  readonly bytes: string;
  readonly text: string;
}

const bytesInRow = 16;

/** `start` is hexadecimal text, `hex` two digits a byte. A last row that is not full is padded to the width of others. */
export function hexRows(start: string, hex: string): readonly HexRow[] {
  const base = BigInt(start);
  const rows: HexRow[] = [];
  for (let at = 0; at < hex.length; at += 2 * bytesInRow) {
    const pairs = hex.slice(at, at + 2 * bytesInRow).match(/../g) ?? [];
    const half = (from: number): string =>
      pairs
        .slice(from, from + 8)
        .join(" ")
        .padEnd(23);
    rows.push({
      address: `0x${(base + BigInt(at / 2)).toString(16)}`,
      bytes: `${half(0)}  ${half(8)}`,
      text: pairs.map(printable).join(""),
    });
  }
  return rows;
}

function printable(pair: string): string {
  const code = parseInt(pair, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
}
