// The picked function between its callers and its callees.

import { useMemo, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { CallersView } from "../../../core/pprof/callers.ts";
import type { TreeNode } from "../../../core/pprof/report/tree.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { useView } from "../../state/view-store.ts";
import { ComparedWith, useShownSubject } from "../../ui/compared-with.tsx";
import { Select } from "../../ui/fields.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { PickFunction } from "../../ui/pick-function.tsx";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import {
  formatChange,
  formatExactSample,
  formatSample,
  formatShare,
} from "../../ui/sample-value.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useProfile } from "../../ui/use-profile.ts";
import { CallList } from "./call-list.tsx";
import { shareBases, shownNode, type ShareBase } from "./callers-model.ts";
import "./callers.css";

export function CallersContent({
  snapshot,
}: {
  readonly snapshot: Snapshot;
}): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const lens = useView((view) => view.lens);
  const [base, setBase] = useState<ShareBase>("function");
  const profile = useProfile(snapshot.id);
  const { sampleType } = profile;
  const shown = useShownSubject(snapshot);
  const { subject } = shown;
  const load = useMemo(
    () =>
      sampleType === null || selected === null
        ? null
        : (signal: AbortSignal) =>
            trivet.profile.callers(
              { subject, sampleType, lens, function: selected },
              { signal },
            ),
    [subject, sampleType, lens, selected],
  );
  const calls = useCancelableReply(
    load,
    `${snapshot.id} ${shown.baseId ?? ""} ${selected ?? ""}`,
  );
  return (
    <div className="panel">
      <ProfileToolbar
        label={t("panel.callers")}
        snapshot={snapshot}
        profile={profile}
        subject={subject}
      >
        <ComparedWith of={shown} />
        <Select
          label={t("callers.share", { which: "" })}
          value={base}
          options={shareBases.map((value) => ({
            value,
            title: t(`callers.share.${value}`),
          }))}
          onChange={setBase}
        />
      </ProfileToolbar>
      <ReadState
        reads={[profile.summary, calls]}
        loading={t("callers.loading")}
        cancelled={calls.isCancelled}
        onCancel={calls.cancel}
      >
        {selected === null ? (
          <PickFunction
            snapshotId={snapshot.id}
            sampleType={sampleType}
            absent={null}
          />
        ) : calls.value === null ? null : calls.value.nodes.length === 0 ? (
          calls.status === "loading" ? null : (
            <PickFunction
              snapshotId={snapshot.id}
              sampleType={sampleType}
              absent={selected}
            />
          )
        ) : (
          <Calls
            view={calls.value}
            base={base}
            isChange={shown.baseId !== null}
          />
        )}
      </ReadState>
    </div>
  );
}

function Calls({
  view,
  base,
  isChange,
}: {
  readonly view: CallersView;
  readonly base: ShareBase;
  readonly isChange: boolean;
}): ReactElement | null {
  const t = useMessage();
  const [place, setPlace] = useState<string | null>(null);
  const node = shownNode(view.nodes, place);
  if (node === null) return null;
  return (
    <div className="callers">
      <CallList
        direction="callers"
        node={node}
        view={view}
        base={base}
        isChange={isChange}
      />
      <div className="callers__function">
        {view.nodes.length === 1 ? null : (
          <Select
            label={t("callers.place")}
            value={node.name}
            options={view.nodes.map(({ name }) => ({
              value: name,
              title: name,
            }))}
            onChange={setPlace}
          />
        )}
        <strong className="callers__name" data-testid="callers-function">
          <GoName name={node.function} />
        </strong>
        <Amounts node={node} view={view} isChange={isChange} />
      </div>
      <CallList
        direction="callees"
        node={node}
        view={view}
        base={base}
        isChange={isChange}
      />
    </div>
  );
}

function Amounts({
  node,
  view,
  isChange,
}: {
  readonly node: TreeNode;
  readonly view: CallersView;
  readonly isChange: boolean;
}): ReactElement {
  const t = useMessage();
  const { unit } = view.sampleType;
  return (
    <span className="callers__amounts" data-testid="callers-amounts">
      {(["flat", "cum"] as const).map((which) => (
        <span key={which} title={formatExactSample(node[which], unit)}>
          {t(`callers.${which}`, {
            value: (isChange ? formatChange : formatSample)(node[which], unit),
            share: formatShare(node[which], view.total),
          })}
        </span>
      ))}
      <span>
        {t("callers.count", {
          callers: node.callers.length,
          callees: node.callees.length,
        })}
      </span>
    </span>
  );
}
