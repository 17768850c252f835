// What stands at a path is not always a file. Opening a FIFO waits for a writer that never comes, in one of four threads:
// every one of these is refused at once instead.

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256, readOrdinary } from "../../src/node/project-store/disk.ts";
import { EvidenceFolder } from "../../src/node/project-store/evidence-folder.ts";
import { isLocked } from "../../src/node/project-store/folder-lock.ts";
import {
  openInvestigation,
  verifyInvestigation,
} from "../../src/node/project-store/folder-investigation-stores.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-special-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const refused = {
  code: "disk-failed",
  message: expect.stringContaining("is not an ordinary file") as string,
  detail: { advice: "not-ordinary" },
};

function makeFifo(name: string): string {
  const path = join(folder, name);
  execFileSync("mkfifo", [path]);
  return path;
}

describe("special files", () => {
  it("refuses FIFOs, links to them, sockets and devices as archives", async () => {
    const fifo = makeFifo("pipe.trivet");
    const linked = join(folder, "link.trivet");
    await symlink(fifo, linked);
    const socket = join(folder, "socket.trivet");
    const server = createServer().listen(socket);
    try {
      // Each of them more often than there are threads to be held.
      for (let again = 0; again < 5; again++)
        for (const path of [fifo, linked, socket, "/dev/null"]) {
          await expect(openInvestigation(path)).rejects.toMatchObject(refused);
          await expect(verifyInvestigation(path)).rejects.toMatchObject(
            refused,
          );
        }
    } finally {
      server.close();
    }
  });

  it("refuses a recording's folder whose parts are FIFOs", async () => {
    makeFifo("journal.jsonl");
    makeFifo("lock");
    await mkdir(join(folder, "evidence"));
    const member = `evidence/${sha256("heap")}.pb.gz`;
    makeFifo(member);
    await expect(openInvestigation(folder)).rejects.toMatchObject(refused);
    expect(await isLocked(folder)).toBe(false);
    const evidence = new EvidenceFolder(folder);
    expect(await evidence.list()).toEqual([]);
    await expect(evidence.read(member)).rejects.toMatchObject(refused);
    await expect(evidence.verify(member)).rejects.toMatchObject(refused);
  });

  it("reads ordinary files, through links too", async () => {
    const file = join(folder, "file");
    await writeFile(file, "content");
    await symlink(file, join(folder, "link"));
    for (const name of ["file", "link"])
      expect((await readOrdinary(join(folder, name))).toString()).toBe(
        "content",
      );
  });
});
