// The panels, in the order of their tabs. Adding one is a folder under `panels/`, a name in core's `panelNames`, a title
// in the catalogue and an entry here (docs/adding-a-panel.md).

import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { PanelName } from "../../core/investigation/view-state.ts";
import type { MessageId } from "../../core/messages/en/index.ts";
// The one that opens first is part of the page: React holds back for 300 ms what was lazy when it was first shown.
import { FlamePanel } from "../panels/flame/index.ts";

export interface PanelDefinition {
  readonly name: PanelName;
  readonly titleId: MessageId;
  /** Takes no props: a panel reads the stores. */
  readonly component: ComponentType | LazyExoticComponent<ComponentType>;
}

/** In the order of `panelNames`, which also gives the first nine their digits (shortcuts.ts). */
export const panels: readonly PanelDefinition[] = [
  {
    name: "flame",
    titleId: "panel.flame",
    component: FlamePanel,
  },
  {
    name: "table",
    titleId: "panel.table",
    component: lazy(async () => ({
      default: (await import("../panels/table/index.ts")).TablePanel,
    })),
  },
  {
    name: "compare",
    titleId: "panel.compare",
    component: lazy(async () => ({
      default: (await import("../panels/compare/index.ts")).ComparePanel,
    })),
  },
  {
    name: "growth",
    titleId: "panel.growth",
    component: lazy(async () => ({
      default: (await import("../panels/growth/index.ts")).GrowthPanel,
    })),
  },
  {
    name: "goroutines",
    titleId: "panel.goroutines",
    component: lazy(async () => ({
      default: (await import("../panels/goroutines/index.ts")).GoroutinesPanel,
    })),
  },
  {
    name: "holders",
    titleId: "panel.holders",
    component: lazy(async () => ({
      default: (await import("../panels/holders/index.ts")).HoldersPanel,
    })),
  },
  {
    name: "waterfall",
    titleId: "panel.waterfall",
    component: lazy(async () => ({
      default: (await import("../panels/waterfall/index.ts")).WaterfallPanel,
    })),
  },
  {
    name: "callers",
    titleId: "panel.callers",
    component: lazy(async () => ({
      default: (await import("../panels/callers/index.ts")).CallersPanel,
    })),
  },
  {
    name: "source",
    titleId: "panel.source",
    component: lazy(async () => ({
      default: (await import("../panels/source/index.ts")).SourcePanel,
    })),
  },
  {
    name: "tags",
    titleId: "panel.tags",
    component: lazy(async () => ({
      default: (await import("../panels/tags/index.ts")).TagsPanel,
    })),
  },
  {
    name: "gdb",
    titleId: "panel.gdb",
    component: lazy(async () => ({
      default: (await import("../panels/gdb/index.ts")).GdbPanel,
    })),
  },
  {
    name: "allocations",
    titleId: "panel.allocations",
    component: lazy(async () => ({
      default: (await import("../panels/allocations/index.ts"))
        .AllocationsPanel,
    })),
  },
  {
    name: "crash",
    titleId: "panel.crash",
    component: lazy(async () => ({
      default: (await import("../panels/crash/index.ts")).CrashPanel,
    })),
  },
  {
    name: "evidence",
    titleId: "panel.evidence",
    component: lazy(async () => ({
      default: (await import("../panels/evidence/index.ts")).EvidencePanel,
    })),
  },
  {
    name: "notes",
    titleId: "panel.notes",
    component: lazy(async () => ({
      default: (await import("../panels/notes/index.ts")).NotesPanel,
    })),
  },
];
