// One group: how many, how many more than before, where, and on demand the whole stack.

import { useId, useState, type ReactElement } from "react";
import type { GoroutineGroup } from "../../../core/pprof/views.ts";
import { formatCount } from "../../../core/format/quantity.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { Badge } from "../../ui/badge.tsx";
import { ChangeText } from "../../ui/change-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { groupChange, groupTitle, groupWait } from "./goroutines-model.ts";

export function GoroutineGroupRow({
  group,
}: {
  readonly group: GoroutineGroup;
}): ReactElement {
  const t = useMessage();
  const [isOpen, setOpen] = useState(false);
  const selected = useView((view) => view.selectedFunction);
  const stackId = useId();
  const title = groupTitle(group) || t("goroutines.unnamed");
  const wait = groupWait(group);
  const change = groupChange(group);
  const labels = Object.entries(group.labels);
  return (
    <li className="group">
      <button
        type="button"
        className="group__head"
        aria-expanded={isOpen}
        aria-controls={stackId}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? "down" : "right"} />
        <span className="group__count">{formatCount(group.count)}</span>
        <span className="group__change">
          {change === null ? null : <ChangeText value={change} unit="count" />}
        </span>
        <span className="group__what">
          <span className="group__title" title={title}>
            {title}
          </span>
          {wait === null ? null : (
            <span className="group__wait">
              {t("goroutines.in", { function: wait })}
            </span>
          )}
          {labels.map(([key, value]) => (
            <Badge key={key}>
              {key}={value}
            </Badge>
          ))}
        </span>
      </button>
      {isOpen ? (
        <ol
          id={stackId}
          className="group__stack groups__list"
          aria-label={t("goroutines.frames")}
        >
          {group.frames.map((frame, at) => (
            <li key={at}>
              <button
                type="button"
                className="group__frame"
                aria-pressed={frame.function === selected}
                onClick={() => selectFunction(frame.function)}
              >
                {frame.function}{" "}
                <span className="muted">
                  {frame.file}
                  {frame.line === 0 ? "" : `:${frame.line}`}
                </span>
              </button>
            </li>
          ))}
        </ol>
      ) : null}
    </li>
  );
}
