// The window's frame.

import { Suspense, useEffect, type ReactElement } from "react";
import { trivet } from "../bridge.ts";
import { connectStores } from "../state/connect-stores.ts";
import { useMessage } from "../state/use-message.ts";
import { showPanel, useView } from "../state/view-store.ts";
import { Tabs, tabId } from "../ui/tabs.tsx";
import { panels } from "./panels.ts";

export function App(): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.panel);
  const Panel = panels.find((panel) => panel.name === selected)?.component;
  useEffect(() => connectStores(trivet), []);
  return (
    <div className="app" data-testid="app">
      <Tabs
        label={t("app.panels")}
        items={panels.map(({ name, titleId, shortcut }) => ({
          name,
          title: t(titleId),
          shortcut,
        }))}
        selected={selected}
        onSelect={showPanel}
      />
      <main
        id={`panel-${selected}`}
        role="tabpanel"
        aria-labelledby={tabId(selected)}
        data-testid={`panel-${selected}`}
      >
        <Suspense>{Panel === undefined ? null : <Panel />}</Suspense>
      </main>
    </div>
  );
}
