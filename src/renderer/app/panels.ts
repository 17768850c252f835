// The panels, in the order of their tabs. Adding one is a folder under `panels/`, a name in core's `panelNames`, a title
// in the catalogue and an entry here (docs/adding-a-panel.md).

import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { PanelName } from "../../core/investigation/view-state.ts";
import type { MessageId } from "../../core/messages/en/index.ts";

export interface PanelDefinition {
  readonly name: PanelName;
  readonly titleId: MessageId;
  /** The digit that goes there. */
  readonly shortcut: string;
  /** Takes no props: a panel reads the stores. */
  readonly component: LazyExoticComponent<ComponentType>;
}

export const panels: readonly PanelDefinition[] = [
  {
    name: "flame",
    titleId: "panel.flame",
    shortcut: "1",
    component: lazy(async () => ({
      default: (await import("../panels/flame/index.ts")).FlamePanel,
    })),
  },
  {
    name: "table",
    titleId: "panel.table",
    shortcut: "2",
    component: lazy(async () => ({
      default: (await import("../panels/table/index.ts")).TablePanel,
    })),
  },
  {
    name: "compare",
    titleId: "panel.compare",
    shortcut: "3",
    component: lazy(async () => ({
      default: (await import("../panels/compare/index.ts")).ComparePanel,
    })),
  },
  {
    name: "goroutines",
    titleId: "panel.goroutines",
    shortcut: "4",
    component: lazy(async () => ({
      default: (await import("../panels/goroutines/index.ts")).GoroutinesPanel,
    })),
  },
  {
    name: "gdb",
    titleId: "panel.gdb",
    shortcut: "5",
    component: lazy(async () => ({
      default: (await import("../panels/gdb/index.ts")).GdbPanel,
    })),
  },
  {
    name: "evidence",
    titleId: "panel.evidence",
    shortcut: "6",
    component: lazy(async () => ({
      default: (await import("../panels/evidence/index.ts")).EvidencePanel,
    })),
  },
  {
    name: "notes",
    titleId: "panel.notes",
    shortcut: "7",
    component: lazy(async () => ({
      default: (await import("../panels/notes/index.ts")).NotesPanel,
    })),
  },
];
