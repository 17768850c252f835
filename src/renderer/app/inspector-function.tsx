// The selected function: what it accounts for in the shown snapshot, who calls it, how it came to that, where to go on.

import { useMemo, type ReactElement } from "react";
import { formatPercent } from "../../core/format/quantity.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import type { PanelName } from "../../core/investigation/view-state.ts";
import type { MessageId } from "../../core/messages/en/index.ts";
import { withoutFilters } from "../../core/pprof/lens.ts";
import { trivet } from "../bridge.ts";
import { useMessage } from "../state/use-message.ts";
import { useReply } from "../state/use-reply.ts";
import { useVerdictStore } from "../state/verdict-store.ts";
import {
  changeLens,
  selectFunction,
  showPanel,
  useView,
} from "../state/view-store.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { InlineError } from "../ui/error-state.tsx";
import { useHasFilters } from "../ui/filter-leaves-nothing.tsx";
import { GoName } from "../ui/go-name.tsx";
import {
  formatExactSample,
  formatSample,
  formatShare,
} from "../ui/sample-value.ts";
import { copyText } from "./actions.ts";
import { Fact } from "./inspector-fact.tsx";
import { factsOfFunction } from "./inspector-model.ts";
import { FunctionOverTime } from "./inspector-series.tsx";

/** Where the same function can be looked at. */
const links: readonly (readonly [PanelName, MessageId])[] = [
  ["flame", "panel.flame"],
  ["callers", "panel.callers"],
  ["source", "panel.source"],
  ["table", "panel.table"],
  ["compare", "panel.compare"],
];

export function FunctionInspector({
  name,
  snapshot,
}: {
  readonly name: string;
  readonly snapshot: Snapshot | null;
}): ReactElement {
  const t = useMessage();
  const snapshotId =
    snapshot === null || snapshot.kind === "spans" ? null : snapshot.id;
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
      {snapshotId === null ? null : (
        <FunctionFacts name={name} snapshotId={snapshotId} />
      )}
      <SiteFacts name={name} />
      <div className="inspector__links">
        {links.map(([panel, titleId]) => (
          <Button key={panel} onClick={() => showPanel(panel)}>
            {t(titleId)}
          </Button>
        ))}
      </div>
      {snapshotId === null ? null : (
        <FunctionOverTime name={name} snapshotId={snapshotId} />
      )}
    </section>
  );
}

function FunctionFacts({
  name,
  snapshotId,
}: {
  readonly name: string;
  readonly snapshotId: string;
}): ReactElement {
  const t = useMessage();
  const sampleType = useView((view) => view.sampleType);
  const lens = useView((view) => view.lens);
  const load = useMemo(
    () => (signal: AbortSignal) =>
      trivet.profile.callers(
        {
          subject: { kind: "single", id: snapshotId },
          lens: { ...lens, granularity: "functions" },
          function: name,
          ...(sampleType === null ? {} : { sampleType }),
        },
        { signal },
      ),
    [snapshotId, sampleType, lens, name],
  );
  const loaded = useReply(load);
  const view = loaded.value;
  const isNew = loaded.status === "ready";
  const facts = useMemo(
    () => (view === null ? null : factsOfFunction(view)),
    [view],
  );
  return (
    <>
      {loaded.error === null ? null : (
        <InlineError error={loaded.error} onRetry={loaded.retry} />
      )}
      {view !== null && facts === null && isNew ? <Absent /> : null}
      <dl className="inspector__facts" aria-busy={!isNew}>
        {view === null || facts === null ? null : (
          <>
            <Fact title={t("inspector.sampleType")}>
              <span className="mono">{view.sampleType.type}</span>
            </Fact>
            {(["flat", "cum"] as const).map((which) => (
              <Fact key={which} title={t(`inspector.${which}`)}>
                <span title={formatExactSample(facts[which], facts.unit)}>
                  {formatSample(facts[which], facts.unit)}
                </span>
                {" · "}
                {formatShare(facts[which], facts.total)}
              </Fact>
            ))}
            <Fact title={t("inspector.calls")}>
              {t("callers.count", {
                callers: facts.callers,
                callees: facts.callees,
              })}
            </Fact>
          </>
        )}
      </dl>
    </>
  );
}

/** Not in the profile, or hidden by filters: then one press shows whether it is there. */
function Absent(): ReactElement {
  const t = useMessage();
  const lens = useView((view) => view.lens);
  if (!useHasFilters()) return <p className="muted">{t("inspector.absent")}</p>;
  return (
    <div>
      <p className="muted">{t("inspector.filtered")}</p>
      <Button
        data-testid="inspector-clear-filters"
        onClick={() => changeLens(withoutFilters(lens))}
      >
        {t("command.clearFilters")}
      </Button>
    </div>
  );
}

/** What the verdict says of it, when it is one of the growing sites. */
function SiteFacts({ name }: { readonly name: string }): ReactElement | null {
  const t = useMessage();
  const report = useVerdictStore((state) => state.report);
  const site = report?.verdict.sites.find((other) => other.function === name);
  if (site === undefined) return null;
  return (
    <dl className="inspector__facts">
      <Fact title={t("inspector.place")}>
        <span className="mono" title={`${site.file}:${site.line}`}>
          {site.file.split("/").at(-1)}:{site.line}
        </span>
      </Fact>
      <Fact title={t("inspector.growthShare")}>
        {formatPercent(site.share)}
      </Fact>
    </dl>
  );
}
