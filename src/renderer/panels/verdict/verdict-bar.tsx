// Always in sight: is it leaking, where, how fast, who says so, and what to measure next.

import type { ReactElement } from "react";
import type {
  VerdictHolder,
  VerdictReport,
} from "../../../core/findings/finding.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { toggleVerdict, useVerdictStore } from "../../state/verdict-store.ts";
import { selectFunction, showPanel } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { foldGenerics } from "../../ui/go-name-text.ts";
import { GoName } from "../../ui/go-name.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { ConfidenceShape } from "./confidence-shape.tsx";
import { NextStep } from "./next-measurement.tsx";
import {
  growthOwner,
  growthText,
  summaryBesideWord,
  witnessSigns,
  witnessViews,
} from "./verdict-model.ts";
import { verdictWord } from "./verdict-word.ts";
import "./verdict.css";

export function VerdictBar(): ReactElement {
  const t = useMessage();
  const report = useVerdictStore((state) => state.report);
  const error = useVerdictStore((state) => state.error);
  const isUnfolded = useVerdictStore((state) => state.isUnfolded);
  const hasInvestigation = useInvestigation(() => true) ?? false;
  return (
    <section
      className="verdict"
      aria-label={t("verdict.title")}
      data-testid="verdict-bar"
      data-confidence={
        (report === null ? null : verdictWord(report).confidence) ?? "unknown"
      }
    >
      {error !== null ? (
        <InlineError error={error} />
      ) : report === null ? (
        <div className="verdict__line">
          <ConfidenceShape confidence={null} />
          <span className="muted">
            {t(hasInvestigation ? "verdict.waiting" : "verdict.nothing")}
          </span>
        </div>
      ) : (
        <>
          <VerdictLine report={report} isUnfolded={isUnfolded} />
          {/* Always there: the bar keeps its height when there is nothing to say. */}
          <div className="verdict__more">
            {report.verdict.heldBy === undefined ? null : (
              <HeldBy holder={report.verdict.heldBy} />
            )}
            <NextStep next={report.verdict.nextMeasurement} />
          </div>
        </>
      )}
    </section>
  );
}

function VerdictLine({
  report,
  isUnfolded,
}: {
  readonly report: VerdictReport;
  readonly isUnfolded: boolean;
}): ReactElement {
  const t = useMessage();
  const { verdict, findings } = report;
  const [site] = verdict.sites;
  const owner = growthOwner(report);
  const besideWord = summaryBesideWord(verdict.summary);
  const { confidence, tone, wordId } = verdictWord(report);
  return (
    <div className="verdict__line">
      <ConfidenceShape confidence={confidence} />
      <span className="verdict__fixed">
        <Tooltip text={t(verdict.summary)}>
          <strong className={`verdict__word verdict__word--${tone}`}>
            {t(wordId)}
            {verdict.kind === "heap-leak" || verdict.kind === "goroutine-leak"
              ? ` · ${t(`verdict.kind.${verdict.kind}`)}`
              : ""}
          </strong>
        </Tooltip>
      </span>
      {site === undefined ? (
        <span className="verdict__summary ellipsis">
          {besideWord === null ? "" : t(besideWord)}
        </span>
      ) : (
        <button
          type="button"
          className="verdict__site"
          data-testid="verdict-site"
          onClick={() => selectFunction(site.function)}
        >
          <span
            className="verdict__name"
            style={{ width: `${foldGenerics(site.function).length + 1}ch` }}
          >
            <GoName name={site.function} />
          </span>
          <span className="muted">
            {shortFile(site.file)}:{site.line}
          </span>
        </button>
      )}
      {verdict.growthBytesPerSecond === null ? null : (
        <span className="verdict__growth">
          {owner === null ? null : (
            <span className="muted" data-testid="verdict-growth-of">
              {t(`verdict.growth-of.${owner}`)}{" "}
            </span>
          )}
          <span data-testid="verdict-growth">
            {growthText(verdict.growthBytesPerSecond)}
          </span>
        </span>
      )}
      <span className="toolbar__space" />
      <ul className="verdict__witnesses">
        {witnessViews(findings, verdict.kind).map(({ witness, word }) => (
          <li key={witness}>
            <Tooltip text={t(`witness.${witness}.${word}`)} describes={false}>
              <span className={`witness witness--${word}`}>
                {t(`witness.${witness}`)}{" "}
                <b aria-hidden="true">{witnessSigns[word]}</b>
                <span className="visually-hidden">
                  {t(`witness.${witness}.${word}`)}
                </span>
              </span>
            </Tooltip>
          </li>
        ))}
      </ul>
      <Button
        tone="quiet"
        icon={isUnfolded ? "up" : "down"}
        aria-expanded={isUnfolded}
        aria-controls="verdict-details"
        data-testid="verdict-toggle"
        onClick={toggleVerdict}
      >
        {t("verdict.details")}
      </Button>
    </div>
  );
}

/** Leads to the graph that says so. */
function HeldBy({
  holder: { name, share, of },
}: {
  readonly holder: VerdictHolder;
}): ReactElement {
  const t = useMessage();
  return (
    <button
      type="button"
      className="link verdict__holder"
      data-testid="verdict-holder"
      title={name}
      onClick={() => showPanel("holders")}
    >
      {t(`verdict.held-by.${of}`, { holder: name, share })}
    </button>
  );
}

/** The last two parts of a path tell which file it is. */
export function shortFile(file: string): string {
  return file.split("/").slice(-2).join("/");
}
