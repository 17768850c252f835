// An amount of a profile, or of a difference: then with its sign. The exact one is in the tooltip.

import type { ReactElement } from "react";
import type { ExactInteger } from "../../core/pprof/views.ts";
import { ChangeText } from "./change-text.tsx";
import { formatExactSample, formatSample } from "./sample-value.ts";

export function AmountText({
  value,
  unit,
  isChange,
}: {
  readonly value: ExactInteger;
  readonly unit: string;
  readonly isChange: boolean;
}): ReactElement {
  return isChange ? (
    <ChangeText value={value} unit={unit} />
  ) : (
    <span title={formatExactSample(value, unit)}>
      {formatSample(value, unit)}
    </span>
  );
}
