// Why it died, what says so, and what could not be seen.

import { type ReactElement } from "react";
import { formatCount } from "../../../core/format/quantity.ts";
import { lastValue, type Columns } from "../../charts/column.ts";
import { formatClockMs } from "../../charts/clock.ts";
import { useMessage } from "../../state/use-message.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { showPanel } from "../../state/view-store.ts";
import { missingId, type DeathFacts } from "./crash-model.ts";

export function CrashSide({
  death,
  columns,
}: {
  readonly death: DeathFacts;
  readonly columns: Columns;
}): ReactElement {
  const t = useMessage();
  return (
    <aside className="crash__side" data-testid="cause-of-death">
      <h2 className="crash__heading">{t(`crash.cause.${death.cause}`)}</h2>
      <p className="muted">
        {t(`crash.certainty.${death.certainty}`)} ·{" "}
        {formatClockMs(death.atMillis)}
      </p>
      <h3>{t("crash.evidence")}</h3>
      <Evidence death={death} />
      <h3>{t("crash.goroutines")}</h3>
      <Goroutines columns={columns} />
      <h3>{t("crash.missing")}</h3>
      {death.missing.length === 0 ? (
        <p>{t("crash.nothingMissing")}</p>
      ) : (
        <ul data-testid="crash-missing">
          {death.missing.map(({ what, why }) => {
            const id = missingId(what);
            return (
              <li key={what}>
                {id === null ? what : t(id)} <code>{why}</code>
              </li>
            );
          })}
        </ul>
      )}
    </aside>
  );
}

function Evidence({ death }: { readonly death: DeathFacts }): ReactElement {
  const t = useMessage();
  const { exit, oomKills, oomLine, lastWords, lastSampleMillis } = death;
  return (
    <ul>
      {exit === null ? null : (
        <li>
          {"signal" in exit
            ? t("crash.exit.signal", { signal: exit.signal })
            : t("crash.exit.code", { code: exit.code })}
        </li>
      )}
      {oomKills === null ? null : (
        <li>{t("crash.oomKills", { count: oomKills })}</li>
      )}
      {oomLine === "" ? null : (
        <li>
          {t("crash.kernelSays")} <code dir="ltr">{oomLine}</code>
        </li>
      )}
      {lastWords === "" ? null : (
        <li>
          {t("crash.lastWords")} <code dir="ltr">{lastWords}</code>
        </li>
      )}
      {lastSampleMillis === null ? null : (
        <li>
          {t("crash.lastSample", {
            ms: Math.round(death.atMillis - lastSampleMillis),
          })}
        </li>
      )}
    </ul>
  );
}

/** The newest dump, where one was taken; their number is known without. */
function Goroutines({ columns }: { readonly columns: Columns }): ReactElement {
  const t = useMessage();
  const hasDump = useSnapshots().some(({ kind }) => kind === "goroutine");
  const count = lastValue(columns.goroutines);
  return (
    <p>
      {count === null
        ? t("crash.noGoroutines")
        : t("crash.goroutineCount", { count: formatCount(count) })}{" "}
      {hasDump ? (
        <button
          type="button"
          className="link"
          onClick={() => showPanel("goroutines")}
        >
          {t("crash.openGoroutines")}
        </button>
      ) : (
        t("crash.noDump")
      )}
    </p>
  );
}
