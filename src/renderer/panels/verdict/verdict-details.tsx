// Why the verdict is what it is: the three witnesses, the sites, what else would explain it, and what nobody looked at.

import type { ReactElement } from "react";
import { formatPercent } from "../../../core/format/quantity.ts";
import type {
  Finding,
  Verdict,
  VerdictReport,
} from "../../../core/findings/finding.ts";
import type { Message } from "../../../core/messages/message.ts";
import { currentInvestigation } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useVerdictStore } from "../../state/verdict-store.ts";
import {
  selectFunction,
  showPanel,
  showSnapshot,
} from "../../state/view-store.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GoName } from "../../ui/go-name.tsx";
import {
  distinctMessages,
  evidenceTarget,
  growthText,
  witnessSigns,
  witnessViews,
} from "./verdict-model.ts";
import { shortFile } from "./verdict-bar.tsx";

export function VerdictDetails(): ReactElement {
  const t = useMessage();
  const report = useVerdictStore((state) => state.report);
  return (
    <section
      id="verdict-details"
      className="details"
      aria-label={t("verdict.details")}
      data-testid="verdict-details"
    >
      {report === null ? (
        <EmptyState
          title={t("verdict.waiting")}
          text={t("verdict.waitingHint")}
        />
      ) : (
        <>
          <p className="details__summary">{t(report.verdict.summary)}</p>
          <Witnesses report={report} />
          <Sites verdict={report.verdict} />
          <div className="details__columns">
            <Messages
              title={t("verdict.alternatives")}
              messages={report.verdict.alternatives}
              empty={t("verdict.noAlternatives")}
            />
            <Messages
              title={t("verdict.falseAlarms")}
              messages={distinctMessages(
                report.findings.filter(({ holds }) => holds === true),
                (finding) => finding.falseAlarms,
              )}
              empty={t("verdict.noFalseAlarms")}
            />
            <Messages
              title={t("verdict.blindSpots")}
              messages={distinctMessages(
                report.findings,
                (finding) => finding.blindSpots,
              )}
              empty={t("verdict.noBlindSpots")}
            />
          </div>
        </>
      )}
    </section>
  );
}

function Witnesses({
  report: { verdict, findings },
}: {
  readonly report: VerdictReport;
}): ReactElement {
  const t = useMessage();
  return (
    <table className="facts" data-testid="witness-table">
      <caption>{t("verdict.witnesses")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("verdict.witness")}</th>
          <th scope="col">{t("verdict.observation")}</th>
          <th scope="col">{t("verdict.confirms")}</th>
          <th scope="col">{t("verdict.growth")}</th>
          <th scope="col">{t("verdict.evidence")}</th>
        </tr>
      </thead>
      <tbody>
        {witnessViews(findings, verdict.kind).flatMap(
          ({ witness, word, findings: own }) =>
            own.length === 0
              ? [
                  <tr key={witness}>
                    <th scope="row">
                      {witnessSigns[word]} {t(`witness.${witness}`)}
                    </th>
                    <td colSpan={4} className="muted">
                      {t(`witness.${witness}.absent`)}
                    </td>
                  </tr>,
                ]
              : own.map((finding) => (
                  <tr key={finding.rule}>
                    <th scope="row">
                      {witnessSigns[signOf(finding)]} {t(`witness.${witness}`)}
                    </th>
                    <td>{t(finding.message)}</td>
                    <td>
                      {finding.holds === true ? t(finding.confirms) : "–"}
                    </td>
                    <td className="number">
                      {finding.growthBytesPerSecond === null
                        ? "–"
                        : growthText(finding.growthBytesPerSecond)}
                    </td>
                    <td>
                      <EvidenceLinks finding={finding} />
                    </td>
                  </tr>
                )),
        )}
      </tbody>
    </table>
  );
}

function signOf(finding: Finding): "for" | "against" | "silent" {
  if (finding.holds === null) return "silent";
  return finding.holds ? "for" : "against";
}

const mostLinks = 4;

function EvidenceLinks({
  finding,
}: {
  readonly finding: Finding;
}): ReactElement {
  const t = useMessage();
  return (
    <span className="details__links">
      {finding.evidence.slice(0, mostLinks).map((reference) => {
        const target = evidenceTarget(reference);
        return (
          <button
            key={reference}
            type="button"
            className="link mono"
            title={reference}
            onClick={() => followEvidence(reference)}
          >
            {target.kind === "series"
              ? target.series
              : shortMember(target.member)}
          </button>
        );
      })}
      {finding.evidence.length > mostLinks ? (
        <span className="muted">
          {t("verdict.moreEvidence", {
            count: finding.evidence.length - mostLinks,
          })}
        </span>
      ) : null}
    </span>
  );
}

/** `evidence/3f2a….pb.gz` → `3f2a61…` */
function shortMember(member: string): string {
  return (member.split("/").at(-1) ?? member).slice(0, 8);
}

/** A member leads to its snapshot in the evidence panel; a series is on the timeline above, in sight already. */
function followEvidence(reference: string): void {
  const target = evidenceTarget(reference);
  if (target.kind === "series") return;
  const snapshot = currentInvestigation()?.snapshots.find(
    ({ member }) => member === target.member,
  );
  if (snapshot?.kind === "heap" || snapshot?.kind === "allocs")
    showSnapshot(snapshot.id, "evidence");
  else showPanel("evidence");
}

function Sites({
  verdict,
}: {
  readonly verdict: Verdict;
}): ReactElement | null {
  const t = useMessage();
  if (verdict.sites.length === 0) return null;
  return (
    <table className="facts" data-testid="site-table">
      <caption>{t("verdict.sites")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("verdict.function")}</th>
          <th scope="col">{t("verdict.place")}</th>
          <th scope="col" className="number">
            {t("verdict.share")}
          </th>
          <th scope="col" className="number">
            {t("verdict.growth")}
          </th>
        </tr>
      </thead>
      <tbody>
        {verdict.sites.slice(0, 10).map((site) => (
          <tr key={`${site.function}:${site.line}`}>
            <th scope="row">
              <button
                type="button"
                className="link"
                onClick={() => selectFunction(site.function)}
              >
                <GoName name={site.function} characters={80} />
              </button>
            </th>
            <td className="mono" title={`${site.file}:${site.line}`}>
              {shortFile(site.file)}:{site.line}
            </td>
            <td className="number">{formatPercent(site.share)}</td>
            <td className="number">{growthText(site.growth)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Messages({
  title,
  messages,
  empty,
}: {
  readonly title: string;
  readonly messages: readonly Message[];
  readonly empty: string;
}): ReactElement {
  const t = useMessage();
  return (
    <div>
      <h2>{title}</h2>
      {messages.length === 0 ? (
        <p className="muted">{empty}</p>
      ) : (
        <ul className="details__list">
          {messages.map((message) => (
            <li key={JSON.stringify(message)}>{t(message)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
