// Picks which of a profile's values is shown. The choice is remembered for the investigation; a profile that lacks it
// shows its own default.

import type { ReactElement } from "react";
import { isMessageId } from "../../core/messages/catalogue.ts";
import type { ProfileSummary } from "../../core/pprof/views.ts";
import { useMessage, type Translate } from "../state/use-message.ts";
import { chooseSampleType } from "../state/view-store.ts";
import { Select } from "./fields.tsx";

/** `In use, bytes`; Go's own word for types that the catalogue does not know. */
export function sampleTypeTitle(type: string, t: Translate): string {
  const id = `profile.type.${type}`;
  return isMessageId(id) ? t(id) : type;
}

/** The chosen sample type where the profile has it, else the profile's default. */
export function effectiveSampleType(
  summary: ProfileSummary,
  chosen: string | null,
): string {
  return summary.sampleTypes.some(({ type }) => type === chosen) &&
    chosen !== null
    ? chosen
    : summary.defaultSampleType;
}

export function SampleTypeSelect({
  summary,
  chosen,
}: {
  readonly summary: ProfileSummary;
  readonly chosen: string | null;
}): ReactElement {
  const t = useMessage();
  return (
    <Select
      label={t("profile.sample-type")}
      hideLabel
      value={effectiveSampleType(summary, chosen)}
      options={summary.sampleTypes.map(({ type }) => ({
        value: type,
        title: sampleTypeTitle(type, t),
      }))}
      onChange={chooseSampleType}
    />
  );
}
