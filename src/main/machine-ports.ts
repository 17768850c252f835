// The adapters of this machine behind the services' ports. What is heavy to load is loaded when it is first needed, so
// that the window is there before.

import { join } from "node:path";
import { SequentialIdentifiers } from "../node/clock/sequential-identifiers.ts";
import { SystemClock } from "../node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../node/collectors/http/http-fetcher.ts";
import { ProcfsInspector } from "../node/collectors/procfs/procfs-inspector.ts";
import { defaultDemoCache } from "../node/demo/demo-folders.ts";
import { GoDemoLauncher } from "../node/demo/go-demo-launcher.ts";
import { WorkerJudge } from "../node/judge/worker-judge.ts";
import { WorkerProfileEngine } from "../node/profile-engine/worker-engine.ts";
import { FolderInvestigationStores } from "../node/project-store/folder-investigation-stores.ts";
import type { Clock } from "../services/ports/basics.ts";
import type { GdbLauncher } from "../services/ports/gdb.ts";
import type { HeapGraphs } from "../services/ports/heap-graphs.ts";
import type { InvestigationStores } from "../services/ports/investigation-store.ts";
import type { Judge } from "../services/ports/judge.ts";
import type { DemoLauncher, SourceFiles } from "../services/ports/machine.ts";
import type { ProfileEngine } from "../services/ports/profile-engine.ts";
import type {
  HttpFetcher,
  ProcessInspector,
} from "../services/ports/target.ts";
import { ThreadHeapGraphs } from "./thread-heap-graphs.ts";

export interface MachinePorts {
  readonly clock: Clock;
  readonly http: HttpFetcher;
  /** Null where the system has no /proc. */
  readonly processes: ProcessInspector | null;
  readonly stores: InvestigationStores;
  /** The folder with the recordings' folders. */
  readonly liveFolders: string;
  readonly demos: DemoLauncher;
  readonly newIds: () => SequentialIdentifiers;
  /** A worker of its own for each investigation: closing it forgets the profiles. */
  readonly newEngine: () => ProfileEngine;
  /** One for each investigation, for it remembers what the snapshots hold. */
  readonly newJudge: () => Judge;
  /** One for each investigation: its thread starts with the first graph. */
  readonly newGraphs: () => HeapGraphs;
  readonly gdb: () => Promise<GdbLauncher>;
  readonly sources: () => Promise<SourceFiles>;
}

export interface MachinePaths {
  /** The folder with `out/` and `resources/`. */
  readonly appFolder: string;
  readonly userData: string;
  readonly version: string;
}

export function createMachinePorts({
  appFolder,
  userData,
  version,
}: MachinePaths): MachinePorts {
  const clock = new SystemClock();
  const liveFolders = join(userData, "investigations");
  let launcher: Promise<GdbLauncher> | null = null;
  let sources: Promise<SourceFiles> | null = null;
  return {
    clock,
    http: new NodeHttpFetcher(),
    processes: process.platform === "linux" ? new ProcfsInspector() : null,
    stores: new FolderInvestigationStores(liveFolders, version),
    liveFolders,
    demos: new GoDemoLauncher({
      sourcesFolder: join(appFolder, "resources", "demo"),
      cacheFolder: defaultDemoCache(),
    }),
    newIds: () => new SequentialIdentifiers(),
    newEngine: () => {
      const engine = new WorkerProfileEngine(
        join(appFolder, "out", "main", "profile-worker.js"),
      );
      engine.warm();
      return engine;
    },
    newJudge: () =>
      new WorkerJudge(join(appFolder, "out", "main", "judge-worker.js")),
    newGraphs: () =>
      new ThreadHeapGraphs(join(appFolder, "out", "main", "graph-thread.js")),
    sources: () => {
      sources ??= openSourceFiles(join(appFolder, "resources", "demo"));
      return sources;
    },
    gdb: () => {
      launcher ??= import("../node/gdb-driver/pty-gdb-launcher.ts").then(
        ({ PtyGdbLauncher }) =>
          new PtyGdbLauncher(join(appFolder, "resources", "gdb")),
      );
      return launcher;
    },
  };
}

async function openSourceFiles(bundledFolder: string): Promise<SourceFiles> {
  const [{ LocalSourceFiles }, { defaultGoFolders, findGo }] =
    await Promise.all([
      import("../node/source-files/local-source-files.ts"),
      import("../node/demo/go-toolchain.ts"),
    ]);
  return new LocalSourceFiles({
    findGo: async () =>
      findGo(process.env["PATH"] ?? "", await defaultGoFolders()),
    bundledFolder,
  });
}
