// What every report starts from: the profile after its own dropped frames, tag frames and filters, and the total that
// percentages are of, which pprof takes before the filters unless it is asked for relative percentages.

import { addTagFrames } from "../filter/tag-frames.ts";
import { applyFilters, type ProfileFilters } from "../filter/apply-filters.ts";
import { dropOwnFrames } from "../filter/prune.ts";
import { numericLabelUnits } from "../label-units.ts";
import type { Profile } from "../profile.ts";
import { reportTotal, sampleTypeIndex } from "../sample-type.ts";
import type { CompileExpression } from "../text-matcher.ts";
import type { ExactInteger, SampleType } from "../views.ts";

export interface SubjectOptions extends ProfileFilters {
  readonly sampleType?: string;
  /** Keys of labels to show as frames, the first one nearest to the root. */
  readonly tagRoot?: readonly string[];
  readonly tagLeaf?: readonly string[];
  readonly relativePercentages?: boolean;
  /** `minimum`, `auto`, or a unit such as `bytes`. */
  readonly unit?: string;
  /** Amounts are divided by the first sample type: bytes an object, delay a contention. */
  readonly mean?: boolean;
  /** The heading leaves out what is the same for every report of the profile. */
  readonly compactLabels?: boolean;
}

export interface ReportSubject {
  readonly profile: Profile;
  readonly typeIndex: number;
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  readonly labelUnits: ReadonlyMap<string, string>;
  readonly unit: string;
  readonly mean?: boolean;
  readonly compactLabels?: boolean;
  /** `focus=main`, in pprof's words and order. */
  readonly activeFilters: readonly string[];
  readonly warnings: readonly string[];
}

/** Codes: not-found (sample type), profile-empty, and what `compile` throws. */
export function prepareSubject(
  profile: Profile,
  options: SubjectOptions,
  compile: CompileExpression,
): ReportSubject {
  const typeIndex = sampleTypeIndex(profile, options.sampleType);
  const own = dropOwnFrames(profile, compile);
  const { units, ignored } = numericLabelUnits(own);
  const unit = options.unit ?? "minimum";
  const { tagRoot = [], tagLeaf = [] } = options;
  const tagged = addTagFrames(own, tagRoot, tagLeaf, unit);
  const filtered = applyFilters(tagged.profile, options, compile, units);
  const { relativePercentages: relative = false, mean = false } = options;
  const sampleType = profile.sampleTypes[typeIndex]!;
  return {
    profile: filtered.profile,
    typeIndex,
    sampleType: mean
      ? { ...sampleType, type: `mean_${sampleType.type}` }
      : sampleType,
    total: reportTotal(relative ? filtered.profile : own, typeIndex, mean),
    mean,
    compactLabels: options.compactLabels ?? false,
    labelUnits: units,
    unit,
    activeFilters: describeFilters(options),
    warnings: [
      ...[...ignored].map(
        ([key, others]) =>
          `label ${key} is read in ${units.get(key) ?? key}, some samples have it in ${others.join(", ")}`,
      ),
      ...(tagRoot.length > 0 && !tagged.rootMatched
        ? ["--tag-root matched nothing"]
        : []),
      ...(tagLeaf.length > 0 && !tagged.leafMatched
        ? ["--tag-leaf matched nothing"]
        : []),
      ...filtered.warnings,
    ],
  };
}

function describeFilters(filters: ProfileFilters): readonly string[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ["focus", filters.focus],
    ["ignore", filters.ignore],
    ["hide", filters.hide],
    ["show", filters.show],
    ["show_from", filters.showFrom],
    ["tagfocus", filters.tagFocus],
    ["tagignore", filters.tagIgnore],
    ["tagshow", filters.tagShow],
    ["taghide", filters.tagHide],
  ];
  return named
    .filter(([, text]) => text !== undefined && text !== "")
    .map(([name, text]) => `${name}=${text}`);
}
