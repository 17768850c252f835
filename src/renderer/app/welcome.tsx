// No investigation yet: the five ways to begin, each with a word on what it does.

import type { ReactElement } from "react";
import { formatMoment } from "../charts/clock.ts";
import { useSettingsStore } from "../state/settings-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Button } from "../ui/button.tsx";
import { InlineError } from "../ui/error-state.tsx";
import { openInvestigation, openSample, startDemo } from "./actions.ts";
import { openDialog } from "./dialog-store.ts";
import { nameRecent } from "./recent-model.ts";
import { useRecentFiles } from "./use-recent-files.ts";

export function Welcome(): ReactElement {
  const t = useMessage();
  const demoAvailable = useSettingsStore(
    (state) => state.info?.demoAvailable ?? true,
  );
  const recent = useRecentFiles();
  return (
    <main className="welcome" data-testid="welcome">
      <h2>{t("welcome.title")}</h2>
      <p className="muted">{t("welcome.text")}</p>
      <ul className="welcome__ways">
        <li>
          <Button tone="primary" onClick={() => openDialog("connect")}>
            {t("command.connect")}
          </Button>
          <span>{t("welcome.connect")}</span>
        </li>
        <li>
          <Button
            disabled={!demoAvailable}
            data-testid="start-demo"
            onClick={() => void startDemo(true)}
          >
            {t("command.demoLeak")}
          </Button>
          <span>
            {demoAvailable ? t("welcome.demo") : t("error.go-missing")}
          </span>
        </li>
        <li>
          <Button onClick={() => void openSample()}>
            {t("command.openSample")}
          </Button>
          <span>{t("welcome.sample")}</span>
        </li>
        <li>
          <Button onClick={() => void openInvestigation()}>
            {t("command.open")}
          </Button>
          <span>{t("welcome.open")}</span>
        </li>
        <li>
          <Button onClick={() => openDialog("core")}>
            {t("core.command")}
          </Button>
          <span>{t("core.way")}</span>
        </li>
      </ul>
      {recent.error === null ? null : (
        <InlineError error={recent.error} onRetry={recent.retry} />
      )}
      {recent.files.length === 0 ? null : (
        <section>
          <h3>{t("welcome.recent")}</h3>
          <ul className="welcome__recent">
            {recent.files.slice(0, 8).map(({ path, openedAtMillis }) => (
              <li key={path}>
                <button
                  type="button"
                  className="link mono"
                  onClick={() => void openInvestigation(path)}
                >
                  {nameRecent(path).isRecording
                    ? t("recent.recording", { name: path })
                    : path}
                </button>
                <span className="muted">{formatMoment(openedAtMillis)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}
