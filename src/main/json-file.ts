// Small JSON files in the user's data folder: read with a schema, replaced atomically. A damaged file is set aside, not
// overwritten, and the program goes on with the default.

import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { TrivetError } from "../core/errors.ts";

/** The file's content, or `fallback` where there is none or it does not fit the schema. */
export async function readJsonFile<T>(
  path: string,
  schema: z.ZodType<T>,
  fallback: T,
): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return fallback;
  }
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  await rename(path, `${path}.damaged`).catch(() => undefined);
  return fallback;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Temporary file, fsync, rename: at any instant the file is the old one or the new one. Codes: disk-full, disk-failed. */
export async function writeJsonFile(
  path: string,
  value: unknown,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new TrivetError(
      code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "disk-failed",
      `writing ${path}: ${message}`,
      { cause: error },
    );
  }
}
