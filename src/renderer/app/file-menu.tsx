// The first menu of the header: new, open, save, the demo, and the settings.

import type { ReactElement } from "react";
import {
  useInvestigation,
  useInvestigationStore,
} from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { MenuButton } from "../ui/menu-button.tsx";
import {
  createInvestigation,
  disconnectTarget,
  isDemoWatched,
  isWatched,
  openInvestigation,
  openSample,
  saveInvestigation,
  startDemo,
  stopDemo,
} from "./actions.ts";
import { openDialog } from "./dialog-store.ts";

export function FileMenu(): ReactElement {
  const t = useMessage();
  const hasInvestigation = useInvestigation(() => true) ?? false;
  const canDisconnect = useInvestigationStore(isWatched);
  const canStopDemo = useInvestigationStore(isDemoWatched);
  return (
    <MenuButton
      label={t("header.file")}
      align="start"
      testId="file-menu"
      items={[
        {
          id: "create",
          title: t("command.create"),
          run: () => void createInvestigation(),
        },
        {
          id: "open",
          title: t("command.open"),
          run: () => void openInvestigation(),
        },
        {
          id: "open-sample",
          title: t("command.openSample"),
          run: () => void openSample(),
        },
        {
          id: "save",
          title: t("command.save"),
          isDisabled: !hasInvestigation,
          startsGroup: true,
          run: () => void saveInvestigation(false),
        },
        {
          id: "save-as",
          title: t("command.saveAs"),
          isDisabled: !hasInvestigation,
          run: () => void saveInvestigation(true),
        },
        {
          id: "start-demo",
          title: t("command.demoLeak"),
          startsGroup: true,
          run: () => void startDemo(true),
        },
        {
          id: "start-demo-healthy",
          title: t("command.demoHealthy"),
          run: () => void startDemo(false),
        },
        ...(canStopDemo
          ? [
              {
                id: "stop-demo",
                title: t("command.demoStop"),
                run: () => void stopDemo(),
              },
            ]
          : []),
        ...(canDisconnect
          ? [
              {
                id: "disconnect",
                title: t("command.disconnect"),
                run: () => void disconnectTarget(),
              },
            ]
          : []),
        {
          id: "settings",
          title: t("command.settings"),
          startsGroup: true,
          run: () => openDialog("settings"),
        },
      ]}
    />
  );
}
