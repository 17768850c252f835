// Two names of a binary's exact bytes: the GNU build id (what gdb, debuginfod and pprof mappings use) and Go's own.
// Source of truth: elf(5) "Notes (Nhdr)"; cmd/internal/buildid/note.go for Go's note.

import {
  FieldReader,
  sectionType,
  segmentType,
  type ElfLayout,
  type ReadAt,
} from "./elf-layout.ts";

export interface BuildNotes {
  /** Hexadecimal; null when the linker wrote none (Go before 1.24 by default). */
  readonly gnuBuildId: string | null;
  /** `action/…/content`, four hashes; null when not built by the go command. */
  readonly goBuildId: string | null;
}

const gnuBuildIdType = 3;
const goBuildIdType = 4;
const maxNoteBytes = 64 << 10;

export async function readBuildNotes(
  layout: ElfLayout,
  readAt: ReadAt,
): Promise<BuildNotes> {
  let gnuBuildId: string | null = null;
  let goBuildId: string | null = null;
  for (const place of notePlaces(layout)) {
    const bytes = await readAt(
      place.offset,
      Math.min(place.size, maxNoteBytes),
    );
    for (const note of parseNotes(bytes, layout.littleEndian)) {
      if (note.name === "GNU" && note.type === gnuBuildIdType)
        gnuBuildId ??= toHex(note.description);
      if (note.name === "Go" && note.type === goBuildIdType)
        goBuildId ??= new TextDecoder().decode(note.description);
    }
  }
  return { gnuBuildId, goBuildId };
}

/** Sections where there are any, else segments: stripping may remove either table. */
function notePlaces(
  layout: ElfLayout,
): readonly { readonly offset: number; readonly size: number }[] {
  const sections = layout.sections.filter(
    ({ type }) => type === sectionType.note,
  );
  if (sections.length > 0) return sections;
  return layout.segments
    .filter(({ type }) => type === segmentType.note)
    .map(({ offset, fileSize }) => ({ offset, size: fileSize }));
}

export interface ElfNote {
  readonly name: string;
  readonly type: number;
  readonly description: Uint8Array;
}

/** All whole notes; a cut-off last one is left out. */
export function parseNotes(
  bytes: Uint8Array,
  littleEndian: boolean,
): readonly ElfNote[] {
  const fields = new FieldReader(bytes, littleEndian, false);
  const notes: ElfNote[] = [];
  let at = 0;
  while (at + 12 <= bytes.length) {
    const nameSize = fields.u32(at);
    const descriptionSize = fields.u32(at + 4);
    const nameStart = at + 12;
    const descriptionStart = nameStart + align4(nameSize);
    const end = descriptionStart + descriptionSize;
    if (end > bytes.length) break;
    notes.push({
      name: new TextDecoder()
        .decode(bytes.subarray(nameStart, nameStart + nameSize))
        .replace(/\0+$/, ""),
      type: fields.u32(at + 8),
      description: bytes.slice(descriptionStart, end),
    });
    at = descriptionStart + align4(descriptionSize);
  }
  return notes;
}

const align4 = (size: number): number => Math.ceil(size / 4) * 4;

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
