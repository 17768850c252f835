// Every command of the frame. Panels add their own (state/command-store.ts).

import { message } from "../../core/messages/message.ts";
import { activeFilters, withoutFilters } from "../../core/pprof/lens.ts";
import type { Command } from "../state/command-store.ts";
import { currentInvestigation } from "../state/investigation-store.ts";
import {
  askToAttach,
  canMarkProduction,
  controlGdb,
  countSpans,
  currentGdbActions,
  toggleProduction,
} from "../state/gdb-actions.ts";
import { changeSettings } from "../state/settings-store.ts";
import {
  back,
  changeLens,
  currentView,
  forward,
  setZoom,
  showPanel,
  undoLens,
} from "../state/view-store.ts";
import { canFilter, startFilter } from "../state/filter-draft.ts";
import { startNote } from "../state/note-draft.ts";
import { toggleVerdict } from "../state/verdict-store.ts";
import {
  canCapture,
  createInvestigation,
  disconnectTarget,
  isDemoWatched,
  isWatched,
  openInvestigation,
  openSample,
  saveInvestigation,
  startDemo,
  stopDemo,
  takeSnapshot,
} from "./actions.ts";
import { openDialog } from "./dialog-store.ts";
import { panels } from "./panels.ts";
import { keysOf } from "./shortcuts.ts";

const isFiltered = (): boolean => activeFilters(currentView().lens).length > 0;
const isOpen = (): boolean => currentInvestigation() !== null;

type Plain = Omit<Command, "title" | "shortcut"> & {
  readonly title: Parameters<typeof message>[0];
};

const plain: readonly Plain[] = [
  {
    id: "app.palette",
    title: "command.palette",
    run: () => openDialog("palette"),
  },
  {
    id: "target.connect",
    title: "command.connect",
    run: () => openDialog("connect"),
  },
  {
    id: "target.disconnect",
    title: "command.disconnect",
    isEnabled: isWatched,
    run: () => void disconnectTarget(),
  },
  {
    id: "demo.start",
    title: "command.demoLeak",
    run: () => void startDemo(true),
  },
  {
    id: "demo.startHealthy",
    title: "command.demoHealthy",
    run: () => void startDemo(false),
  },
  {
    id: "demo.stop",
    title: "command.demoStop",
    isEnabled: isDemoWatched,
    run: () => void stopDemo(),
  },
  {
    id: "gdb.attach",
    title: "command.gdbAttach",
    isEnabled: () => currentGdbActions().attach,
    run: askToAttach,
  },
  {
    id: "gdb.resume",
    title: "command.gdbResume",
    isEnabled: () => currentGdbActions().resume,
    run: () => void controlGdb("resume"),
  },
  {
    id: "gdb.interrupt",
    title: "command.gdbInterrupt",
    isEnabled: () => currentGdbActions().interrupt,
    run: () => void controlGdb("interrupt"),
  },
  {
    id: "gdb.detach",
    title: "command.gdbDetach",
    isEnabled: () => currentGdbActions().detach,
    run: () => void controlGdb("detach"),
  },
  {
    id: "gdb.spans",
    title: "command.gdbSpans",
    isEnabled: () => currentGdbActions().countSpans,
    run: () => void countSpans(),
  },
  {
    id: "target.production",
    title: "command.markProduction",
    isEnabled: canMarkProduction,
    run: () => void toggleProduction(),
  },
  {
    id: "investigation.create",
    title: "command.create",
    run: () => void createInvestigation(),
  },
  {
    id: "investigation.open",
    title: "command.open",
    run: () => void openInvestigation(),
  },
  {
    id: "core.open",
    title: "core.command",
    run: () => openDialog("core"),
  },
  {
    id: "investigation.openSample",
    title: "command.openSample",
    run: () => void openSample(),
  },
  {
    id: "investigation.save",
    title: "command.save",
    isEnabled: isOpen,
    run: () => void saveInvestigation(false),
  },
  {
    id: "investigation.saveAs",
    title: "command.saveAs",
    isEnabled: isOpen,
    run: () => void saveInvestigation(true),
  },
  {
    id: "capture.heap",
    title: "capture.heap",
    isEnabled: canCapture,
    run: () => void takeSnapshot("heap", false),
  },
  {
    id: "capture.heapGc",
    title: "capture.heapGc",
    isEnabled: canCapture,
    run: () => void takeSnapshot("heap", true),
  },
  {
    id: "capture.allocs",
    title: "capture.allocs",
    isEnabled: canCapture,
    run: () => void takeSnapshot("allocs", false),
  },
  {
    id: "capture.goroutine",
    title: "capture.goroutine",
    isEnabled: canCapture,
    run: () => void takeSnapshot("goroutine", false),
  },
  {
    id: "capture.goroutineStacks",
    title: "capture.goroutineStacks",
    isEnabled: canCapture,
    run: () => void takeSnapshot("goroutine", false, true),
  },
  { id: "view.back", title: "command.back", run: back },
  { id: "view.forward", title: "command.forward", run: forward },
  {
    id: "view.zoomAll",
    title: "command.zoomAll",
    isEnabled: isOpen,
    run: () => setZoom(null),
  },
  {
    id: "lens.add",
    title: "command.filter",
    isEnabled: canFilter,
    run: startFilter,
  },
  {
    id: "lens.undo",
    title: "command.undoFilter",
    isEnabled: isFiltered,
    run: undoLens,
  },
  {
    id: "lens.clear",
    title: "command.clearFilters",
    isEnabled: isFiltered,
    run: () => changeLens(withoutFilters(currentView().lens)),
  },
  {
    id: "verdict.toggle",
    title: "command.verdict",
    isEnabled: isOpen,
    run: toggleVerdict,
  },
  {
    id: "note.add",
    title: "command.note",
    isEnabled: isOpen,
    run: startNote,
  },
  {
    id: "settings.open",
    title: "command.settings",
    run: () => openDialog("settings"),
  },
  {
    id: "settings.light",
    title: "command.light",
    run: () => void changeSettings({ theme: "light" }),
  },
  {
    id: "settings.dark",
    title: "command.dark",
    run: () => void changeSettings({ theme: "dark" }),
  },
  {
    id: "settings.systemTheme",
    title: "command.systemTheme",
    run: () => void changeSettings({ theme: "system" }),
  },
  {
    id: "settings.english",
    title: "command.english",
    run: () => void changeSettings({ language: "en" }),
  },
  {
    id: "settings.chinese",
    title: "command.chinese",
    run: () => void changeSettings({ language: "zh-CN" }),
  },
  {
    id: "app.shortcuts",
    title: "command.shortcuts",
    run: () => openDialog("shortcuts"),
  },
];

const withKeys = (command: Omit<Command, "shortcut">): Command => {
  const shortcut = keysOf(command.id);
  return shortcut === undefined ? command : { ...command, shortcut };
};

export const appCommands: readonly Command[] = [
  ...plain.map(({ title, ...rest }) =>
    withKeys({ ...rest, title: message(title) }),
  ),
  ...panels.map(({ name, titleId }) =>
    withKeys({
      id: `panel.${name}`,
      title: message(titleId),
      run: () => showPanel(name),
    }),
  ),
];
