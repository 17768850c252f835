// What a recording's folder remembers of its last save: which archive holds all of it, up to which entry. Without it, or
// when anything but a view came since, the folder is the only copy of something.

import { join, resolve } from "node:path";
import { z } from "zod";
import { openOrdinary, readOrdinary, replaceFile } from "./disk.ts";
import type { WrittenArchive } from "./archive-writer.ts";

export const saveMarkName = "saved.json";

const markSchema = z.object({
  schema: z.literal("trivet.saved/1"),
  archive: z.string().min(1).max(4096),
  bytes: z.number().int().positive(),
  /** The archive's last 64 bytes: the digest of all before them. */
  seal: z.string().regex(/^[0-9a-f]{64}$/),
  /** Journal entries that it covers. */
  entries: z.number().int().nonnegative(),
});
export type SaveMark = z.output<typeof markSchema>;

/** Remembers a save. An archive that lacks damaged evidence is none that the folder could be given up for. */
export async function writeSaveMark(
  folder: string,
  written: WrittenArchive,
): Promise<void> {
  if (!written.isWhole) return;
  const mark: SaveMark = {
    schema: "trivet.saved/1",
    archive: resolve(written.path),
    bytes: written.bytes,
    seal: written.seal,
    entries: written.entries,
  };
  await replaceFile(join(folder, saveMarkName), (handle) =>
    handle.writeFile(`${JSON.stringify(mark)}\n`),
  );
}

/** Null when the folder was never saved, or the mark cannot be read. */
export async function readSaveMark(folder: string): Promise<SaveMark | null> {
  try {
    const text = await readOrdinary(join(folder, saveMarkName));
    return markSchema.parse(JSON.parse(text.toString("utf8")));
  } catch {
    return null; // nothing is given up on the word of what cannot be read
  }
}

/** True while the archive stands where it was written, and is the same one. */
export async function isArchiveThere(mark: SaveMark): Promise<boolean> {
  const handle = await openOrdinary(mark.archive).catch(() => null);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    if (size !== mark.bytes) return false;
    const end = Buffer.alloc(64);
    await handle.read(end, 0, 64, size - 64);
    return end.toString("latin1") === mark.seal;
  } catch {
    return false; // a folder, or a disk that does not answer: not there
  } finally {
    await handle.close();
  }
}
