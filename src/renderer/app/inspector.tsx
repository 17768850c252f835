// At the right: what is selected, wherever it was picked, and where to go from there.

import { useCallback, useMemo, type ReactElement, type ReactNode } from "react";
import {
  formatBytes,
  formatCount,
  formatPercent,
} from "../../core/format/quantity.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import { plainLens } from "../../core/pprof/lens.ts";
import { trivet } from "../bridge.ts";
import { formatMoment } from "../charts/clock.ts";
import {
  usePrimaryTarget,
  useSnapshots,
} from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { useReply } from "../state/use-reply.ts";
import { useVerdictStore } from "../state/verdict-store.ts";
import { selectFunction, showPanel, useView } from "../state/view-store.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { InlineError } from "../ui/error-state.tsx";
import { GoName } from "../ui/go-name.tsx";
import { copyText } from "./actions.ts";
import { factsOfFunction } from "./inspector-model.ts";

export function Inspector(): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const snapshot = useShownSnapshot();
  return (
    <aside
      className="inspector"
      aria-label={t("inspector.title")}
      data-testid="inspector"
      tabIndex={0}
    >
      {selected === null ? (
        <section>
          <h2>{t("inspector.selection")}</h2>
          <p className="muted">{t("inspector.nothing")}</p>
        </section>
      ) : (
        <FunctionFacts name={selected} snapshot={snapshot} />
      )}
      {snapshot === null ? null : <SnapshotFacts snapshot={snapshot} />}
      <TargetFacts />
    </aside>
  );
}

/** What flame graph and table show: the chosen snapshot, else the newest heap snapshot. */
function useShownSnapshot(): Snapshot | null {
  const snapshots = useSnapshots();
  const id = useView((view) => view.snapshotId);
  return (
    snapshots.find((snapshot) => snapshot.id === id) ??
    snapshots.findLast((snapshot) => snapshot.kind === "heap") ??
    null
  );
}

function FunctionFacts({
  name,
  snapshot,
}: {
  readonly name: string;
  readonly snapshot: Snapshot | null;
}): ReactElement {
  const t = useMessage();
  const sampleType = useView((view) => view.sampleType);
  const report = useVerdictStore((state) => state.report);
  const site = report?.verdict.sites.find((other) => other.function === name);
  const snapshotId =
    snapshot === null || snapshot.kind === "spans" ? null : snapshot.id;
  const load = useCallback(
    (signal: AbortSignal) =>
      trivet.profile.top(
        {
          subject: { kind: "single", id: snapshotId ?? "" },
          lens: plainLens,
          cum: false,
          ...(sampleType === null ? {} : { sampleType }),
        },
        { signal },
      ),
    [snapshotId, sampleType],
  );
  const loaded = useReply(snapshotId === null ? null : load);
  const table = loaded.value;
  const facts = useMemo(
    () => (table === null ? null : factsOfFunction(table, name)),
    [table, name],
  );
  const format = (value: number): string =>
    facts?.isBytes === true ? formatBytes(value) : formatCount(value);
  return (
    <section>
      <div className="inspector__head">
        <h2>{t("inspector.function")}</h2>
        <IconButton
          icon="copy"
          label={t("inspector.copyName")}
          onClick={() => void copyText(name)}
        />
        <IconButton
          icon="close"
          label={t("inspector.clear")}
          onClick={() => selectFunction(null)}
        />
      </div>
      <p className="inspector__name">
        <GoName name={name} />
      </p>
      {loaded.error === null ? null : (
        <InlineError error={loaded.error} onRetry={loaded.retry} />
      )}
      <dl className="inspector__facts">
        {table === null ? null : facts === null ? (
          <p className="muted">{t("inspector.absent")}</p>
        ) : (
          <>
            <Fact title={t("inspector.sampleType")}>
              <span className="mono">{table.sampleType.type}</span>
            </Fact>
            <Fact title={t("inspector.flat")}>
              {format(facts.flat)} · {formatPercent(facts.flatShare)}
            </Fact>
            <Fact title={t("inspector.cum")}>
              {format(facts.cum)} · {formatPercent(facts.cumShare)}
            </Fact>
          </>
        )}
        {site === undefined ? null : (
          <>
            <Fact title={t("inspector.place")}>
              <span className="mono" title={`${site.file}:${site.line}`}>
                {site.file.split("/").at(-1)}:{site.line}
              </span>
            </Fact>
            <Fact title={t("inspector.growthShare")}>
              {formatPercent(site.share)}
            </Fact>
          </>
        )}
      </dl>
      <div className="inspector__links">
        <Button onClick={() => showPanel("flame")}>{t("panel.flame")}</Button>
        <Button onClick={() => showPanel("table")}>{t("panel.table")}</Button>
        <Button onClick={() => showPanel("compare")}>
          {t("panel.compare")}
        </Button>
      </div>
    </section>
  );
}

function SnapshotFacts({
  snapshot,
}: {
  readonly snapshot: Snapshot;
}): ReactElement {
  const t = useMessage();
  return (
    <section>
      <h2>{t("inspector.snapshot")}</h2>
      <dl className="inspector__facts">
        <Fact title={t("inspector.kind")}>
          {t(`snapshot.${snapshot.kind}`)}
        </Fact>
        <Fact title={t("inspector.at")}>{formatMoment(snapshot.atMillis)}</Fact>
        <Fact title={t("inspector.gcCount")}>
          {snapshot.gcCount === null ? "–" : formatCount(snapshot.gcCount)}
          {snapshot.forcedGc ? ` · ${t("snapshot.forced")}` : ""}
        </Fact>
        <Fact title={t("inspector.size")}>{formatBytes(snapshot.bytes)}</Fact>
      </dl>
    </section>
  );
}

function TargetFacts(): ReactElement | null {
  const t = useMessage();
  const target = usePrimaryTarget()?.target;
  if (target === undefined) return null;
  const facts: readonly (readonly [string, string | null])[] = [
    [t("inspector.url"), target.url],
    [t("inspector.pid"), target.pid === null ? null : String(target.pid)],
    [t("inspector.host"), target.host],
    [t("inspector.go"), target.goVersion],
    [t("inspector.exe"), target.exe],
    [
      t("inspector.limit"),
      target.memoryLimitBytes === null
        ? null
        : formatBytes(target.memoryLimitBytes),
    ],
  ];
  return (
    <section>
      <h2>{t("inspector.target")}</h2>
      <dl className="inspector__facts">
        {facts.map(([title, value]) =>
          value === null ? null : (
            <Fact key={title} title={title}>
              {value}
            </Fact>
          ),
        )}
      </dl>
    </section>
  );
}

function Fact({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
