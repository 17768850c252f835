// The window's frame, from the top: header, verdict, work area, status bar; over it toasts and one dialog.

import { Fragment, useEffect, type ReactElement } from "react";
import { trivet } from "../bridge.ts";
import { VerdictBar, VerdictDetails } from "../panels/verdict/index.ts";
import { useCommands } from "../state/command-store.ts";
import { connectStores } from "../state/connect-stores.ts";
import { useInvestigationStore } from "../state/investigation-store.ts";
import { followView } from "../state/save-view.ts";
import { useSettingsStore } from "../state/settings-store.ts";
import { useMessage } from "../state/use-message.ts";
import { useVerdictStore } from "../state/verdict-store.ts";
import { Progress } from "../ui/progress.tsx";
import { appCommands } from "./commands.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { CoreDialog } from "./core-dialog.tsx";
import { followCoreOffers } from "./core-offers.ts";
import { useDialogStore } from "./dialog-store.ts";
import { Header } from "./header.tsx";
import { Palette } from "./palette.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { StatusBar } from "./status-bar.tsx";
import { Toasts } from "./toasts.tsx";
import { useAppearance } from "./use-appearance.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { Welcome } from "./welcome.tsx";
import { WorkArea } from "./work-area.tsx";
import "./app.css";

export function App(): ReactElement {
  useAppearance();
  useShortcuts();
  useCommands(appCommands);
  useEffect(() => connectStores(trivet), []);
  useEffect(() => followView(), []);
  useEffect(() => followCoreOffers(trivet), []);
  return (
    <div className="app" data-testid="app">
      <SandboxBanner />
      <Header />
      <VerdictBar />
      <Body />
      <StatusBar />
      <Toasts />
      <OpenDialog />
    </div>
  );
}

function Body(): ReactElement {
  const t = useMessage();
  const { investigation, loaded } = useInvestigationStore();
  const isUnfolded = useVerdictStore((state) => state.isUnfolded);
  if (!loaded)
    return (
      <div className="app__loading">
        <Progress label={t("ui.loading")} />
      </div>
    );
  if (investigation === null) return <Welcome />;
  // Mounted anew for each investigation: target and snapshot ids repeat, and nothing read by them may stay.
  return (
    <Fragment key={investigation.id}>
      {isUnfolded ? <VerdictDetails /> : null}
      <WorkArea />
    </Fragment>
  );
}

function OpenDialog(): ReactElement | null {
  const open = useDialogStore((state) => state.open);
  switch (open) {
    case "connect":
      return <ConnectDialog />;
    case "core":
      return <CoreDialog />;
    case "palette":
      return <Palette />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "settings":
      return <SettingsDialog />;
    case null:
      return null;
  }
}

/** Without Chromium's sandbox a hostile profile could reach further: it must be seen that this is so. */
function SandboxBanner(): ReactElement | null {
  const t = useMessage();
  const isSandboxed = useSettingsStore(
    (state) => state.info?.sandboxed ?? true,
  );
  if (isSandboxed) return null;
  return (
    <section
      className="banner"
      aria-labelledby="sandbox-banner"
      data-testid="sandbox-banner"
    >
      ▲ <span id="sandbox-banner">{t("app.unsandboxed")}</span>
    </section>
  );
}
