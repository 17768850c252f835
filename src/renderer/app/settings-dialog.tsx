// Theme and language, what recordings take on the disk, and what this Trivet runs on.

import type { ReactElement } from "react";
import { changeSettings, useSettingsStore } from "../state/settings-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Select } from "../ui/fields.tsx";
import { closeDialog } from "./dialog-store.ts";
import { SavedRecordings } from "./saved-recordings.tsx";

export function SettingsDialog(): ReactElement {
  const t = useMessage();
  const { settings, info } = useSettingsStore();
  return (
    <Dialog
      title={t("command.settings")}
      testId="settings-dialog"
      onClose={closeDialog}
    >
      <Select
        label={t("settings.theme")}
        value={settings.theme}
        options={[
          { value: "system", title: t("settings.system") },
          { value: "light", title: t("settings.light") },
          { value: "dark", title: t("settings.dark") },
        ]}
        onChange={(theme) => void changeSettings({ theme })}
      />
      <Select
        label={t("settings.language")}
        value={settings.language}
        options={[
          { value: "en", title: "English" },
          { value: "zh-CN", title: "简体中文" },
        ]}
        onChange={(language) => void changeSettings({ language })}
      />
      <SavedRecordings />
      {info === null ? null : (
        <p className="muted">
          Trivet {info.version} · Electron {info.runtime.electron} · Chromium{" "}
          {info.runtime.chrome} · Node {info.runtime.node} · {info.platform}
        </p>
      )}
    </Dialog>
  );
}
