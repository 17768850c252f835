// The first menu of the header: new, open, what was open lately, save, the demo, and the settings.

import { useState, type ReactElement } from "react";
import { formatMoment } from "../charts/clock.ts";
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
import { nameRecent } from "./recent-model.ts";
import { useRecentFiles } from "./use-recent-files.ts";

const mostShown = 6;

export function FileMenu(): ReactElement {
  const t = useMessage();
  const hasInvestigation = useInvestigation(() => true) ?? false;
  const canDisconnect = useInvestigationStore(isWatched);
  const canStopDemo = useInvestigationStore(isDemoWatched);
  // Not before it is opened, and anew each time: recordings come and go.
  const [timesOpened, setTimesOpened] = useState(-1);
  const { files } = useRecentFiles(timesOpened);
  return (
    <MenuButton
      label={t("header.file")}
      align="start"
      testId="file-menu"
      onOpen={() => setTimesOpened((times) => times + 1)}
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
          id: "open-core",
          title: t("core.command"),
          run: () => openDialog("core"),
        },
        {
          id: "open-sample",
          title: t("command.openSample"),
          run: () => void openSample(),
        },
        ...files.slice(0, mostShown).map(({ path, openedAtMillis }, index) => {
          const { name, folder, isRecording } = nameRecent(path);
          return {
            id: `recent-${path}`,
            title: isRecording ? t("recent.recording", { name }) : name,
            hint: t("recent.hint", {
              at: formatMoment(openedAtMillis),
              folder,
            }),
            startsGroup: index === 0,
            run: () => void openInvestigation(path),
          };
        }),
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
