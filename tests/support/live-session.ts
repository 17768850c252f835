// A real investigation in a temporary folder, for tests of what records into it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SequentialIdentifiers } from "../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import { InvestigationSession } from "../../src/services/investigation-session.ts";

export interface LiveSession {
  readonly folder: string;
  readonly session: InvestigationSession;
  readonly stores: FolderInvestigationStores;
  readonly clock: SystemClock;
  readonly ids: SequentialIdentifiers;
  close(): Promise<void>;
}

export async function openLiveSession(): Promise<LiveSession> {
  const folder = await mkdtemp(path.join(tmpdir(), "trivet-session-"));
  const clock = new SystemClock();
  const ids = new SequentialIdentifiers();
  const stores = new FolderInvestigationStores(folder, "0.0.0-test");
  const session = await InvestigationSession.create(
    { stores, clock, ids },
    { title: "test", toolVersion: "0.0.0-test", host: "test" },
  );
  return {
    folder,
    session,
    stores,
    clock,
    ids,
    close: async () => {
      await session.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
