// How much of the profile is behind the filters: nobody may take a part for the whole.

import type { ReactElement } from "react";
import type { LensEffect } from "../../core/pprof/lens.ts";
import { useMessage } from "../state/use-message.ts";
import {
  formatExactSample,
  formatSample,
  formatShare,
} from "./sample-value.ts";

export function LensEffectFact({
  effect,
  isOfBoth = false,
}: {
  readonly effect: LensEffect | null;
  /** Of a comparison: the sums are of both its sides. */
  readonly isOfBoth?: boolean;
}): ReactElement | null {
  const t = useMessage();
  if (effect === null) return null;
  const { unit } = effect.sampleType;
  const words = t("lens.effect", {
    share: formatShare(effect.shown, effect.total),
    shown: formatSample(effect.shown, unit),
    total: formatSample(effect.total, unit),
  });
  return (
    <span
      className="toolbar__fact"
      role="status"
      data-testid="lens-effect"
      title={`${formatExactSample(effect.shown, unit)} / ${formatExactSample(effect.total, unit)}`}
    >
      {isOfBoth ? t("compared.bothSides", { effect: words }) : words}
    </span>
  );
}
