// Tabs and the chosen panel. A panel that throws takes nothing else down.

import { Component, Suspense, type ReactElement, type ReactNode } from "react";
import { useMessage } from "../state/use-message.ts";
import { showPanel, useView } from "../state/view-store.ts";
import { ErrorState } from "../ui/error-state.tsx";
import { Progress } from "../ui/progress.tsx";
import { Tabs, tabId } from "../ui/tabs.tsx";
import { panels } from "./panels.ts";
import { keysOf } from "./shortcuts.ts";

export function PanelArea(): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.panel);
  const Panel = panels.find((panel) => panel.name === selected)?.component;
  return (
    <main className="panels">
      <Tabs
        label={t("app.panels")}
        moreLabel={t("tabs.more")}
        items={panels.map(({ name, titleId }) => ({
          name,
          title: t(titleId),
          shortcut: keysOf(`panel.${name}`),
        }))}
        selected={selected}
        onSelect={showPanel}
      />
      <div
        id={`panel-${selected}`}
        className="panel"
        role="tabpanel"
        aria-labelledby={tabId(selected)}
        data-testid={`panel-${selected}`}
      >
        <PanelBoundary key={selected}>
          <Suspense fallback={<Progress label={t("ui.loading")} />}>
            {Panel === undefined ? null : <Panel />}
          </Suspense>
        </PanelBoundary>
      </div>
    </main>
  );
}

interface BoundaryState {
  readonly message: string | null;
}

class PanelBoundary extends Component<
  { readonly children: ReactNode },
  BoundaryState
> {
  override state: BoundaryState = { message: null };

  static getDerivedStateFromError(thrown: unknown): BoundaryState {
    return {
      message: thrown instanceof Error ? thrown.message : String(thrown),
    };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <ErrorState
        error={{ code: "internal", message }}
        onRetry={() => this.setState({ message: null })}
      />
    );
  }
}
