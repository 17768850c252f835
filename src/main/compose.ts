// Everything behind the window, put together once: adapters, desk, handlers, and what has to be let go of at the end.

import { app } from "electron";
import { basename, join } from "node:path";
import { contract, type TrivetContract } from "../contract/contract.ts";
import type { InvestigationState } from "../contract/investigation-contract.ts";
import type { Handlers } from "../contract/define.ts";
import { toTrivetError } from "../core/errors.ts";
import { SavedRecordings } from "../node/project-store/saved-recordings.ts";
import { cleanAfterStart } from "./clean-recordings.ts";
import { isCoreFile } from "./core-file.ts";
import { Desk } from "./desk.ts";
import { DeskMarker } from "./desk-marker.ts";
import { createDialogs } from "./dialogs.ts";
import { createDispatch, type Dispatch } from "./dispatch.ts";
import type { Emit } from "./emit.ts";
import { appHandlers } from "./handlers/app.ts";
import { captureHandlers } from "./handlers/capture.ts";
import { comparisonHandlers } from "./handlers/comparison.ts";
import { gdbHandlers } from "./handlers/gdb.ts";
import { goroutineHandlers } from "./handlers/goroutines.ts";
import { holdersHandlers } from "./handlers/holders.ts";
import { investigationHandlers } from "./handlers/investigation.ts";
import { memoryHandlers } from "./handlers/memory.ts";
import { profileHandlers } from "./handlers/profile.ts";
import { seriesHandlers } from "./handlers/series.ts";
import { sourceHandlers } from "./handlers/source.ts";
import { targetHandlers } from "./handlers/target.ts";
import { traceHandlers } from "./handlers/trace.ts";
import { verdictHandlers } from "./handlers/verdict.ts";
import type { LiveInvestigation } from "./live-investigation.ts";
import { log } from "./log.ts";
import { createMachinePorts } from "./machine-ports.ts";
import { installMenu } from "./menu.ts";
import { Openers } from "./openers.ts";
import {
  agreeToPart,
  needsQuestion,
  type Parting,
  type PartingParts,
} from "./parting.ts";
import { RecentFiles } from "./recent-files.ts";
import { DemoHolder } from "./running-demo.ts";
import { createSaver } from "./save-investigation.ts";
import { openSettings } from "./settings.ts";
import { shutdownOrder, type Shutdown } from "./shutdown.ts";
import { emitToWindows } from "./windows.ts";

export interface ComposeOptions {
  readonly appFolder: string;
  readonly shutdown: Shutdown;
  /** What the command line asked for; without a file or a core the sample is opened. */
  readonly firstFile: string | null;
  readonly firstCore: string | null;
}

export interface Composition {
  readonly dispatch: Dispatch;
  /** For a file that comes later: a second instance's, the Finder's. Says in a dialog why it could not be opened. */
  readonly openFile: (file: string) => Promise<void>;
  /** True when leaving now is worth a question. */
  readonly holdsWork: () => boolean;
  /** Asks it, and saves if that is the answer; false when the window is to stay. */
  readonly mayLeave: () => Promise<boolean>;
}

export async function compose({
  appFolder,
  shutdown,
  firstFile,
  firstCore,
}: ComposeOptions): Promise<Composition> {
  const userData = app.getPath("userData");
  const marker = new DeskMarker(join(userData, "desk.json"));
  const left = await marker.takeLeftover();
  const emit: Emit = (channel, payload) => {
    if (channel === "investigation.changed")
      void marker.note(payload as InvestigationState);
    emitToWindows(channel, payload);
  };
  const version = app.getVersion();
  const machine = createMachinePorts({ appFolder, userData, version });
  const recordings = new SavedRecordings(machine.liveFolders);
  const recentFiles = new RecentFiles(
    join(userData, "recent.json"),
    machine.liveFolders,
    (folder) => recordings.isSaved(folder),
  );
  cleanAfterStart(recordings, log);
  const demo = new DemoHolder(machine.demos);
  // Nothing is on the desk to be asked about before all of this stands.
  const agree = (open: LiveInvestigation | null): Promise<Parting> =>
    agreeToPart(open, parting);
  const desk: Desk = new Desk(() => {
    const { open } = desk;
    if (open === null) return;
    emit("verdict.changed", null);
    emit("gdb.changed", open.debugger.state);
    emit("investigation.changed", open.state());
    open.verdict.touch();
    void demo.followDesk(open);
  }, agree);
  const openers = new Openers({
    desk,
    machine,
    emit,
    recentFiles,
    version,
    sample: join(appFolder, "resources", "sample", "gateway.trivet"),
  });
  const settings = await openSettings();
  installMenu(settings.current.language);
  const dialogs = createDialogs(() => settings.current.language);
  const documentsFolder = app.getPath("documents");
  const saver = createSaver({
    dialogs,
    documentsFolder,
    remember: (path) => openers.remember(path),
    emitProgress: (progress) => emit("app.progress", progress),
  });
  const parting: PartingParts = {
    ask: (question) => dialogs.askParting(question),
    choosePath: (live) => saver.choosePath(live),
    save: async (live, path) => {
      await saver.save(live, path);
    },
  };
  // A core is opened by the window, which shows how far it is and asks for what is missing.
  const firstOpen =
    firstCore === null
      ? openFirst(openers, firstFile, left)
      : Promise.resolve();
  // Its failure is told to the window when it asks for the state.
  firstOpen.catch(() => undefined);

  const handlers: Handlers<TrivetContract> = {
    app: appHandlers({
      settings,
      recentFiles,
      demos: machine.demos,
      recordings,
    }),
    investigation: investigationHandlers({
      desk,
      openers,
      dialogs,
      saver,
      emit,
      firstOpen,
    }),
    target: targetHandlers({ desk, openers, machine, demo }),
    series: seriesHandlers(desk),
    capture: captureHandlers({ desk, emit }),
    comparison: comparisonHandlers({ desk, emit }),
    profile: profileHandlers({ desk, dialogs, documentsFolder }),
    source: sourceHandlers({ desk, files: machine.sources, userData }),
    goroutines: goroutineHandlers(desk),
    holders: holdersHandlers({
      desk,
      openers,
      machine,
      dialogs,
      emit,
      firstCore,
    }),
    memory: memoryHandlers(desk),
    trace: traceHandlers(desk),
    gdb: gdbHandlers(desk),
    verdict: verdictHandlers(desk),
  };
  letGoAtTheEnd(shutdown, desk, demo, marker);
  return {
    dispatch: createDispatch(contract, handlers, (channel, error) =>
      log(`call failed: ${channel}: ${describeCause(error.cause ?? error)}`),
    ),
    openFile: async (file) => {
      if (await isCoreFile(file)) {
        emit("holders.coreOffered", { core: file });
        return;
      }
      try {
        await openers.openFile(file);
      } catch (thrown) {
        const error = toTrivetError(thrown);
        if (error.code !== "cancelled")
          dialogs.showOpenFailure(basename(file), error);
      }
    },
    holdsWork: () => needsQuestion(desk.open),
    mayLeave: async () => {
      try {
        const { settle } = await desk.agree();
        await settle();
        return true;
      } catch (thrown) {
        const error = toTrivetError(thrown);
        if (error.code !== "cancelled") await dialogs.showSaveFailure(error);
        return false;
      }
    },
  };
}

/**
 * Without a file what a crash left behind; else the sample, so that a newcomer sees a leak found; without a sample an
 * empty window.
 */
async function openFirst(
  openers: Openers,
  file: string | null,
  left: string | null,
): Promise<void> {
  if (file !== null) {
    await openers.openFile(file);
    return;
  }
  if (left !== null) {
    const recovered = await openers.recover(left).catch((error: unknown) => {
      log(`could not recover ${left}: ${describeCause(error)}`);
      return null;
    });
    if (recovered !== null) return;
  }
  if (await openers.hasSample()) await openers.openSample();
}

function letGoAtTheEnd(
  shutdown: Shutdown,
  desk: Desk,
  demo: DemoHolder,
  marker: DeskMarker,
): void {
  const {
    debugger: debuggerOrder,
    flush,
    close,
    demo: demoOrder,
  } = shutdownOrder;
  shutdown.add({
    name: "detaching gdb",
    order: debuggerOrder,
    patienceMs: 3_000,
    run: () => desk.open?.debugger.release(),
  });
  shutdown.add({
    name: "flushing the journal",
    order: flush,
    patienceMs: 1_500,
    run: () => desk.open?.flush(),
  });
  shutdown.add({
    name: "closing the investigation",
    order: close,
    patienceMs: 2_000,
    run: async () => {
      await desk.clear();
      await marker.release();
    },
  });
  shutdown.add({
    name: "stopping the demo",
    order: demoOrder,
    patienceMs: 1_000,
    run: () => demo.stop(),
  });
}

function describeCause(cause: unknown): string {
  return cause instanceof Error
    ? (cause.stack ?? cause.message)
    : String(cause);
}
