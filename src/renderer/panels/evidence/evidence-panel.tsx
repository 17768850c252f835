// Everything that was received, byte for byte, and everything that was done: what a verdict stands on.

import { useMemo, type ReactElement } from "react";
import type { InvestigationState } from "../../../contract/investigation-contract.ts";
import {
  chooseEvidence,
  evidenceViews,
  useEvidenceView,
  type EvidenceView,
} from "../../state/evidence-view.ts";
import { useInvestigationStore } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { ActionTable, EventTable, GapTable } from "./log-tables.tsx";
import { countsOf } from "./evidence-model.ts";
import { MemberTable } from "./member-table.tsx";
import "./evidence.css";

export function EvidencePanel(): ReactElement {
  const t = useMessage();
  const investigation = useInvestigationStore((state) => state.investigation);
  if (investigation === null)
    return (
      <EmptyState
        title={t("evidence.nothing")}
        text={t("evidence.nothingHint")}
      />
    );
  return <Evidence investigation={investigation} />;
}

function Evidence({
  investigation,
}: {
  readonly investigation: InvestigationState;
}): ReactElement {
  const t = useMessage();
  const view = useEvidenceView((state) => state.view);
  const counts = useMemo(() => countsOf(investigation), [investigation]);
  return (
    <div className="evidence">
      <Toolbar label={t("panel.evidence")}>
        {evidenceViews.map((name) => (
          <Button
            key={name}
            tone="quiet"
            aria-pressed={name === view}
            data-testid={`evidence-${name}`}
            onClick={() => chooseEvidence(name)}
          >
            {t(`evidence.${name}`)} {counts[name]}
          </Button>
        ))}
      </Toolbar>
      <div className="evidence__body">
        {counts[view] === 0 ? (
          <EmptyState
            title={t(`evidence.empty.${view}`)}
            text={t(`evidence.emptyHint.${view}`)}
          />
        ) : (
          <ViewOf view={view} investigation={investigation} />
        )}
      </div>
    </div>
  );
}

function ViewOf({
  view,
  investigation,
}: {
  readonly view: EvidenceView;
  readonly investigation: InvestigationState;
}): ReactElement {
  switch (view) {
    case "members":
      return <MemberTable snapshots={investigation.snapshots} />;
    case "events":
      return <EventTable events={investigation.events} />;
    case "actions":
      return <ActionTable actions={investigation.actions} />;
    case "gaps":
      return (
        <GapTable gaps={investigation.gaps} warnings={investigation.warnings} />
      );
  }
}
