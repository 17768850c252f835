// One active filter: press it to change it, its cross or Delete to take it off.

import type { KeyboardEvent, ReactElement } from "react";
import { useMessage } from "../state/use-message.ts";
import { GoName } from "./go-name.tsx";
import { Icon } from "./icon.tsx";

export interface LensChipProps {
  readonly label: string;
  readonly text?: string;
  readonly isName?: boolean;
  /** What is wrong with it; null = nothing. */
  readonly warning?: string | null;
  readonly onEdit?: () => void;
  readonly onRemove: () => void;
}

export function LensChipButton({
  label,
  text = "",
  isName = false,
  warning = null,
  onEdit,
  onRemove,
}: LensChipProps): ReactElement {
  const t = useMessage();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    onRemove();
  };
  const words = (
    <>
      <span className="chip__label">{label}</span>
      {text === "" ? null : (
        <span className="chip__text mono">
          {isName ? <GoName name={text} characters={36} /> : <bdi>{text}</bdi>}
        </span>
      )}
      {warning === null ? null : (
        <span className="chip__warning" title={warning}>
          <span aria-hidden="true">⚠</span>
          <span className="visually-hidden">{warning}</span>
        </span>
      )}
    </>
  );
  return (
    <span
      className={warning === null ? "chip" : "chip chip--warning"}
      data-testid="lens-chip"
      onKeyDown={onKeyDown}
    >
      {onEdit === undefined ? (
        <span className="chip__body">{words}</span>
      ) : (
        <button
          type="button"
          className="chip__body"
          title={`${label}: ${text}`}
          onClick={onEdit}
        >
          {words}
        </button>
      )}
      <button
        type="button"
        className="chip__remove"
        aria-label={t("lens.remove", { filter: `${label} ${text}`.trim() })}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
