// Beside the groups: what the chosen one is, or one goroutine through all snapshots.

import type { ReactElement } from "react";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { GoroutineDetailsView } from "./goroutine-details.tsx";
import { GoroutineFollow } from "./goroutine-follow.tsx";
import type { BrowsedSubject } from "./browsed-subject.ts";
import type { GoroutinesLook } from "./goroutines-store.ts";

export function GoroutineSide({
  subject,
  targetId,
  look,
  onChange,
}: {
  readonly subject: BrowsedSubject;
  readonly targetId: string;
  readonly look: GoroutinesLook;
  readonly onChange: (change: Partial<GoroutinesLook>) => void;
}): ReactElement {
  const t = useMessage();
  return (
    <section
      className="goroutines__side"
      data-testid="goroutine-side"
      aria-label={t("goroutines.details")}
      tabIndex={0}
    >
      <div
        className="goroutines__tabs"
        role="group"
        aria-label={t("goroutines.details")}
      >
        {(["details", "follow"] as const).map((side) => (
          <Button
            key={side}
            tone="quiet"
            aria-pressed={look.side === side}
            onClick={() => onChange({ side })}
          >
            {t(`goroutines.${side}`)}
          </Button>
        ))}
      </div>
      {look.side === "follow" ? (
        <GoroutineFollow
          targetId={targetId}
          text={look.followed}
          onChange={(followed) => onChange({ followed })}
        />
      ) : look.chosen === null ? (
        <p className="muted">{t("goroutines.choose")}</p>
      ) : (
        <GoroutineDetailsView
          subject={subject}
          path={look.chosen}
          onFollow={(id) => onChange({ side: "follow", followed: String(id) })}
        />
      )}
    </section>
  );
}
