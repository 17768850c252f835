// A comparison as a picture: one flame graph of both sides, or, compared gross, one of what grew and one of what shrank.

import { useMemo, useState, type ReactElement } from "react";
import type { ProfileSubject } from "../../../contract/profile-query.ts";
import type { ProfileLens } from "../../../core/pprof/lens.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { minFraction } from "../../canvas/flame-index.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { ReadState } from "../../ui/read-state.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";

export interface DiffFlameProps {
  readonly subject: ProfileSubject;
  readonly sampleType: string;
  readonly lens: ProfileLens;
  /** Null = both sides in one picture. */
  readonly part: "grown" | "shrunk" | null;
}

export function DiffFlame({
  subject,
  sampleType,
  lens,
  part,
}: DiffFlameProps): ReactElement {
  const t = useMessage();
  const selected = useView((present) => present.selectedFunction);
  const orientation = useView((present) => present.flame.orientation);
  const [path, setPath] = useState<readonly string[]>([]);
  const flame = useCancelableReply(
    useMemo(
      () => (signal: AbortSignal) =>
        trivet.profile.flame(
          {
            subject,
            sampleType,
            lens,
            minFraction,
            zoom: [...path],
            ...(part === null ? {} : { part }),
          },
          { signal },
        ),
      [subject, sampleType, lens, path, part],
    ),
    `${JSON.stringify([subject, sampleType, lens])} ${part ?? ""}`,
  );
  const type = sampleTypeTitle(sampleType, t);
  const label =
    part === null
      ? t("compare.flame", { type })
      : t(`compare.flame.${part}`, { type });
  return (
    <div className="panel compare__flame" data-part={part ?? "both"}>
      {part === null ? null : (
        <div className="panel__note" aria-hidden="true">
          {part === "grown" ? "▲ " : "▼ "}
          {label}
        </div>
      )}
      <ReadState
        reads={[flame]}
        loading={t("profile.loading")}
        cancelled={flame.isCancelled}
        onCancel={flame.cancel}
      >
        {flame.value === null ? null : part !== null &&
          flame.value.total === 0 ? (
          <p className="panel__note">{t(`compare.flame.none.${part}`)}</p>
        ) : (
          <FlameGraph
            view={flame.value}
            label={label}
            path={path}
            onZoom={setPath}
            search={null}
            selectedFunction={selected}
            onSelect={selectFunction}
            onSearchKey={() => undefined}
            onCopy={(name) => void copyName(name)}
            orientation={orientation}
          />
        )}
      </ReadState>
    </div>
  );
}
