// An investigation that holds one large heap profile: what the window opens, and so what its benches measure.

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { SequentialIdentifiers } from "../../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../../src/node/clock/system-clock.ts";
import { FolderInvestigationStores } from "../../../src/node/project-store/folder-investigation-stores.ts";
import { InvestigationSession } from "../../../src/services/investigation-session.ts";

/** Writes it to `folder/name.trivet-live`; answers that path. */
export async function writeRecordedProfile(
  folder: string,
  name: string,
  profile: Uint8Array,
): Promise<string> {
  const path = join(folder, `${name}.trivet-live`);
  const clock = new SystemClock();
  const session = await InvestigationSession.create(
    {
      stores: new FolderInvestigationStores(folder, "0.0.0-bench"),
      clock,
      ids: new SequentialIdentifiers(),
    },
    { path, title: name, toolVersion: "0.0.0-bench", host: "bench" },
  );
  const atMillis = clock.nowMillis();
  session.append({
    type: "target",
    target: {
      id: "target-1",
      label: "service",
      url: null,
      pid: null,
      startTicks: null,
      exe: null,
      goVersion: null,
      buildId: null,
      host: "bench",
      memoryLimitBytes: null,
    },
  });
  const evidence = await session.putEvidence(gzipSync(profile), "pb.gz");
  session.append({
    type: "snapshot",
    snapshot: {
      id: "heap-1",
      targetId: "target-1",
      kind: "heap",
      requestedAtMillis: atMillis,
      atMillis,
      ...evidence,
      request: "heap",
      gcCount: null,
      forcedGc: false,
    },
  });
  await session.close();
  return path;
}
