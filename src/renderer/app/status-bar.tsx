// The bottom line: what looking has cost the target, the debugger, work under way, warnings, language and theme.

import type { ReactElement } from "react";
import type { TargetCost } from "../../core/investigation/model.ts";
import { showEvidence } from "../state/evidence-view.ts";
import { useGdb } from "../state/gdb-store.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../state/investigation-store.ts";
import { useProgressStore } from "../state/progress-store.ts";
import { changeSettings, useSettingsStore } from "../state/settings-store.ts";
import { useMessage } from "../state/use-message.ts";
import { Select } from "../ui/fields.tsx";
import { Progress } from "../ui/progress.tsx";
import { Tooltip } from "../ui/tooltip.tsx";

export function StatusBar(): ReactElement {
  const t = useMessage();
  const target = usePrimaryTarget();
  const gdb = useGdb();
  const warnings = useInvestigation((state) => state.warnings) ?? [];
  return (
    <footer className="status" data-testid="status-bar">
      {target === null ? (
        <span className="muted">{t("status.noTarget")}</span>
      ) : (
        <CostMeter cost={target.cost} />
      )}
      <span data-testid="gdb-state">
        gdb {t(`gdbState.${gdb.status}`)}
        {gdb.pid === null ? "" : ` · PID ${gdb.pid}`}
      </span>
      {warnings.length === 0 ? null : (
        <button
          type="button"
          className="link status__warnings"
          onClick={() => showEvidence("gaps")}
        >
          ▲ {t("status.warnings", { count: warnings.length })}
        </button>
      )}
      <Tasks />
      <span className="toolbar__space" />
      <RecordingWord />
      <Appearance />
    </footer>
  );
}

function CostMeter({ cost }: { readonly cost: TargetCost }): ReactElement {
  const t = useMessage();
  return (
    <Tooltip
      text={t("status.costHint", {
        requests: cost.requests,
        bytes: cost.bytesRead,
        gcs: cost.forcedGcs,
        stops: cost.stops,
        ms: cost.stoppedMs,
      })}
    >
      <span data-testid="cost-meter">
        {cost.stops === 0
          ? t("status.costNoStop", {
              requests: cost.requests,
              bytes: cost.bytesRead,
            })
          : t("status.cost", {
              stops: cost.stops,
              ms: cost.stoppedMs,
              requests: cost.requests,
              bytes: cost.bytesRead,
            })}
      </span>
    </Tooltip>
  );
}

/** What this window asked for and what main reports; the newest of each. */
function Tasks(): ReactElement | null {
  const t = useMessage();
  const tasks = useProgressStore((state) => state.tasks);
  const progress = useProgressStore((state) => state.progress);
  const task = tasks.at(-1);
  const report = Object.values(progress).at(-1);
  if (task === undefined && report === undefined) return null;
  return (
    <span className="status__tasks">
      <Progress
        label={task === undefined ? (report?.operation ?? "") : t(task.label)}
        {...(report === undefined
          ? {}
          : { done: report.done, total: report.total, unit: report.unit })}
        {...(task === undefined ? {} : { onCancel: task.cancel })}
      />
      {tasks.length > 1 ? (
        <span className="muted">
          {t("status.moreTasks", { count: tasks.length - 1 })}
        </span>
      ) : null}
    </span>
  );
}

function RecordingWord(): ReactElement | null {
  const t = useMessage();
  const kind = useInvestigation((investigation) => investigation.kind);
  const isRecording = useInvestigation(({ recording }) => recording) ?? false;
  if (kind === undefined) return null;
  return (
    <span className="muted">
      {isRecording ? t("status.recording") : t(`status.${kind}`)}
    </span>
  );
}

function Appearance(): ReactElement {
  const t = useMessage();
  const settings = useSettingsStore((state) => state.settings);
  return (
    <>
      <Select
        label={t("settings.theme")}
        hideLabel
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
        hideLabel
        value={settings.language}
        options={[
          { value: "en", title: "English" },
          { value: "zh-CN", title: "简体中文" },
        ]}
        onChange={(language) => void changeSettings({ language })}
      />
    </>
  );
}
