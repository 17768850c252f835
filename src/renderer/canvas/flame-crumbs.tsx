// The path that a zoomed flame graph shows, each step a way back.

import type { ReactElement } from "react";
import { useMessage } from "../state/use-message.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { shortenFunctionName } from "./function-name.ts";

const shown = 4;

export interface FlameCrumbsProps {
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
}

export function FlameCrumbs({ path, onZoom }: FlameCrumbsProps): ReactElement {
  const t = useMessage();
  const hidden = Math.max(0, path.length - shown);
  return (
    <nav className="flame__bar" aria-label={t("flame.path")}>
      <IconButton
        icon="left"
        label={t("flame.back")}
        onClick={() => onZoom(path.slice(0, -1))}
      />
      <ol className="flame__crumbs">
        <li>
          <Button tone="quiet" onClick={() => onZoom([])}>
            {t("flame.root")}
          </Button>
        </li>
        {hidden > 0 ? <li aria-hidden="true">› …</li> : null}
        {path.slice(hidden).map((name, at) => {
          const to = path.slice(0, hidden + at + 1);
          const isLast = to.length === path.length;
          const text = shortenFunctionName(name, isLast ? 60 : 28);
          return (
            <li key={to.length}>
              <span aria-hidden="true">›</span>
              {isLast ? (
                <strong
                  className="mono ellipsis"
                  title={name}
                  aria-current="true"
                >
                  &nbsp;{text}
                </strong>
              ) : (
                <Button tone="quiet" title={name} onClick={() => onZoom(to)}>
                  <span className="mono">{text}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
