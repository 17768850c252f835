// A disassembly as rows of a table: a line of source, then its instructions.

import type {
  GdbCodeLine,
  GdbInstruction,
} from "../../../core/gdb-mi/inspection.ts";

export type CodeRow =
  | {
      readonly kind: "source";
      readonly key: string;
      readonly place: string;
      readonly text: string | null;
    }
  | {
      readonly kind: "instruction";
      readonly key: string;
      readonly instruction: GdbInstruction;
    };

export function codeRows(lines: readonly GdbCodeLine[]): readonly CodeRow[] {
  return lines.flatMap((line, index): CodeRow[] => {
    const instructions = line.instructions.map((instruction): CodeRow => ({
      kind: "instruction",
      key: `${index} ${instruction.address}`,
      instruction,
    }));
    if (line.file === null) return instructions;
    const name = line.file.slice(line.file.lastIndexOf("/") + 1);
    return [
      {
        kind: "source",
        key: `line ${index}`,
        place: `${name}:${line.line}`,
        text: line.source,
      },
      ...instructions,
    ];
  });
}

/** The row of the instruction at an address, however many zeros it is written with; null when there is none. */
export function rowAt(
  rows: readonly CodeRow[],
  address: string | null,
): string | null {
  if (address === null || !/^0x[0-9a-f]+$/i.test(address)) return null;
  const wanted = BigInt(address);
  const row = rows.find(
    (each) =>
      each.kind === "instruction" &&
      BigInt(each.instruction.address) === wanted,
  );
  return row?.key ?? null;
}
