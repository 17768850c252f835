// An executable opened for reading in parts.

import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { TrivetError } from "../../core/errors.ts";
import type { RandomAccessFile } from "../../services/ports/process-memory.ts";

export interface OpenFile extends RandomAccessFile {
  close(): Promise<void>;
}

/** `name`: what it is called in messages. Rejects with the error of open(2); code: usage for no regular file. */
export async function openFile(path: string, name = path): Promise<OpenFile> {
  // Without waiting for the writer of a FIFO, which nothing could interrupt.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await fromHandle(handle, name);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function fromHandle(handle: FileHandle, path: string): Promise<OpenFile> {
  const stat = await handle.stat();
  if (!stat.isFile())
    throw new TrivetError("usage", `${path} is not a regular file`);
  const { size } = stat;
  return {
    path,
    size,
    async readAt(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const bytes = new Uint8Array(wanted);
      let done = 0;
      while (done < wanted) {
        const { bytesRead } = await handle.read(
          bytes,
          done,
          wanted - done,
          offset + done,
        );
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
    close: () => handle.close(),
  };
}
