// The tabs beside the console. They read over gdb's machine interface, so that the console is left to whoever types.

import type { ReactElement } from "react";
import { assertNever } from "../../../core/result.ts";
import { useMessage } from "../../state/use-message.ts";
import { Tabs, tabId } from "../../ui/tabs.tsx";
import { BreakpointsTab } from "./breakpoints-tab.tsx";
import { CodeTab } from "./code-tab.tsx";
import { MemoryTab } from "./memory-tab.tsx";
import { sideTabs, useSide, type SideTab } from "./side-store.ts";
import { StackTab } from "./stack-tab.tsx";

export function GdbSide(): ReactElement {
  const t = useMessage();
  const tab = useSide((side) => side.tab);
  return (
    <div className="gdb__side" data-testid="gdb-side">
      <Tabs
        label={t("gdb.side")}
        moreLabel={t("tabs.more")}
        items={sideTabs.map((name) => ({
          name: `gdb-${name}` as const,
          title: t(`gdb.tab.${name}`),
        }))}
        selected={`gdb-${tab}`}
        onSelect={(name) =>
          useSide.setState({ tab: name.slice("gdb-".length) as SideTab })
        }
      />
      <div
        id={`panel-gdb-${tab}`}
        className="gdb__tab"
        role="tabpanel"
        aria-labelledby={tabId(`gdb-${tab}`)}
      >
        <Chosen tab={tab} />
      </div>
    </div>
  );
}

function Chosen({ tab }: { readonly tab: SideTab }): ReactElement {
  switch (tab) {
    case "stack":
      return <StackTab />;
    case "breakpoints":
      return <BreakpointsTab />;
    case "memory":
      return <MemoryTab />;
    case "code":
      return <CodeTab />;
    default:
      return assertNever(tab, "a tab without a panel");
  }
}
