// At the right: what is selected, wherever it was picked, and where to go from there.

import type { ReactElement } from "react";
import { formatBytes, formatCount } from "../../core/format/quantity.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import { formatMoment } from "../charts/clock.ts";
import {
  usePrimaryTarget,
  useSnapshots,
} from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { useView } from "../state/view-store.ts";
import { shownSnapshot } from "../ui/snapshot-title.ts";
import { Fact } from "./inspector-fact.tsx";
import { FunctionInspector } from "./inspector-function.tsx";

export function Inspector(): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const snapshots = useSnapshots();
  const picked = useView((view) => view.snapshotId);
  // What is picked may be no profile, such as a count of spans: the function is then looked up where the panels do.
  const profile = shownSnapshot(snapshots, picked);
  const snapshot = snapshots.find(({ id }) => id === picked) ?? profile;
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
        <FunctionInspector name={selected} snapshot={profile} />
      )}
      {snapshot === null ? null : <SnapshotFacts snapshot={snapshot} />}
      <TargetFacts />
    </aside>
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
