// Taking snapshots, each with its price before it is taken.

import { useState, type ReactElement } from "react";
import type { CaptureEstimate } from "../../core/investigation/live-state.ts";
import { countSpans, useGdbActions } from "../state/gdb-actions.ts";
import { usePrimaryTarget } from "../state/investigation-store.ts";
import { useMessage, type Translate } from "../state/use-message.ts";
import { MenuButton } from "../ui/menu-button.tsx";
import { wordCost } from "../ui/take-snapshot-button.tsx";
import { estimateCapture, takeSnapshot, type CaptureKind } from "./actions.ts";

interface Choice {
  readonly id: "heap" | "heapGc" | "allocs" | "goroutine" | "goroutineStacks";
  readonly kind: CaptureKind;
  readonly gc: boolean;
  readonly stacks?: boolean;
}

const choices: readonly Choice[] = [
  { id: "heap", kind: "heap", gc: false },
  { id: "heapGc", kind: "heap", gc: true },
  { id: "allocs", kind: "allocs", gc: false },
  { id: "goroutine", kind: "goroutine", gc: false },
  { id: "goroutineStacks", kind: "goroutine", gc: false, stacks: true },
];

type Estimates = Partial<Record<Choice["id"], CaptureEstimate>>;

export function SnapshotMenu(): ReactElement {
  const t = useMessage();
  const target = usePrimaryTarget();
  const can = useGdbActions();
  const [estimates, setEstimates] = useState<Estimates>({});
  const canTake =
    target !== null && target.status !== "ended" && target.target.url !== null;

  const readEstimates = (): void => {
    for (const { id, kind, gc, stacks } of choices)
      void estimateCapture(kind, gc, stacks).then((estimate) => {
        if (estimate !== null)
          setEstimates((known) => ({ ...known, [id]: estimate }));
      });
  };
  return (
    <MenuButton
      label={t("header.snapshot")}
      tone="primary"
      testId="snapshot-menu"
      disabled={!canTake}
      onOpen={readEstimates}
      items={[
        ...choices.map(({ id, kind, gc, stacks }) => ({
          id: `capture-${id}`,
          title: t(`capture.${id}`),
          hint: `${t(`capture.${id}.hint`)} ${priceOf(estimates[id], t)}`.trim(),
          run: () => void takeSnapshot(kind, gc, stacks),
        })),
        // While gdb holds the target, this is what can be taken of it.
        ...(can.countSpans
          ? [
              {
                id: "capture-spans",
                title: t("gdb.spans"),
                hint: t("gdb.spans.hint"),
                startsGroup: true,
                run: () => void countSpans(),
              },
            ]
          : []),
      ]}
    />
  );
}

function priceOf(estimate: CaptureEstimate | undefined, t: Translate): string {
  if (estimate === undefined) return "";
  if (estimate.stop !== undefined) return wordCost(estimate, t);
  const parts: string[] = [];
  if (estimate.requestMs !== null)
    parts.push(t("capture.requestCost", { ms: estimate.requestMs }));
  if (estimate.gcMs !== null)
    parts.push(t("capture.gcCost", { ms: estimate.gcMs }));
  if (parts.length > 0 && estimate.basis === "rule-of-thumb")
    parts.push(t("capture.ruleOfThumb"));
  return parts.join(" ");
}
