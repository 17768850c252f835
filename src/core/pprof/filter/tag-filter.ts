// Which samples count, by their labels (compileTagFilter in internal/driver/driver_focus.go): `key=a,b` is either of two
// expressions on one key, `a,b` is both of them on `key:value`, `32kb`, `:64kb`, `4mb:` and `1kb:2kb` are ranges.

import { withStackRanges } from "../edit-profile.ts";
import { sampleLabels, type SampleLabels } from "../sample-labels.ts";
import type { Profile } from "../profile.ts";
import type { CompileExpression } from "../text-matcher.ts";
import { scaleToUnit } from "../units.ts";
import type { ExactInteger } from "../views.ts";

export type TagFilter = (labels: SampleLabels) => boolean;
type NumberFilter = (value: ExactInteger, unit: string) => boolean;

/** `units`: of each numeric key. Throws what `compile` throws. */
export function parseTagFilter(
  option: string,
  text: string,
  units: ReadonlyMap<string, string>,
  compile: CompileExpression,
): TagFilter {
  const equals = text.indexOf("=");
  const key = equals === -1 ? "" : text.slice(0, equals);
  const value = equals === -1 ? text : text.slice(equals + 1);
  const range = parseRange(value);
  if (range !== null) return numberFilter(key, range, units);
  const matchers = value
    .split(",")
    .map((expression) => compile(option, expression));
  if (key !== "")
    return ({ texts }) =>
      texts.get(key)?.some((own) => matchers.some((matches) => matches(own))) ??
      false;
  return ({ texts }) =>
    matchers.every((matches) =>
      [...texts].some(([name, values]) =>
        values.some((own) => matches(`${name}:${own}`)),
      ),
    );
}

/** Whether pprof takes the text for a range of numbers, not for an expression. */
export function isTagRange(text: string): boolean {
  return parseRange(text.slice(text.indexOf("=") + 1)) !== null;
}

function numberFilter(
  key: string,
  range: NumberFilter,
  units: ReadonlyMap<string, string>,
): TagFilter {
  return ({ numbers }) => {
    for (const [name, values] of numbers) {
      if (key !== "" && name !== key) continue;
      const unit = units.get(name) ?? "";
      if (values.some(({ value }) => range(value, unit))) return true;
    }
    return false;
  };
}

function parseRange(text: string): NumberFilter | null {
  const [first, second] = [...text.matchAll(/([+-]?\d+)([A-Za-z]+)?/g)];
  if (first === undefined) return null;
  const low = scaleToUnit(
    exactNumber(first[1]!),
    first[2] ?? "",
    first[2] ?? "",
  );
  const within =
    (from: number, to: number): NumberFilter =>
    (value, unit) => {
      const scaled = scaleToUnit(value, unit, low.unit);
      return (
        scaled.unit === low.unit && scaled.value >= from && scaled.value <= to
      );
    };
  if (second === undefined) {
    if (text === first[0]) return within(low.value, low.value);
    if (text === `${first[0]}:`) return within(low.value, Infinity);
    if (text === `:${first[0]}`) return within(-Infinity, low.value);
    return null;
  }
  if (text !== `${first[0]}:${second[0]}`) return null;
  const high = scaleToUnit(exactNumber(second[1]!), second[2] ?? "", low.unit);
  return high.unit === low.unit ? within(low.value, high.value) : null;
}

function exactNumber(digits: string): ExactInteger {
  const value = Number(digits);
  return Number.isSafeInteger(value)
    ? value
    : BigInt(digits.replace(/^\+/, ""));
}

export interface TagFocusResult {
  readonly profile: Profile;
  readonly focusMatched: boolean;
  readonly ignoreMatched: boolean;
}

/** Keeps samples that `focus` accepts and `ignore` does not. */
export function focusByTags(
  profile: Profile,
  focus: TagFilter | null,
  ignore: TagFilter | null,
): TagFocusResult {
  if (focus === null && ignore === null)
    return { profile, focusMatched: true, ignoreMatched: false };
  let focusMatched = false;
  let ignoreMatched = false;
  const edited = withStackRanges(profile, (sample, from, to) => {
    const labels = sampleLabels(profile, sample);
    const focused = focus?.(labels) ?? true;
    const ignored = ignore?.(labels) ?? false;
    focusMatched ||= focused;
    ignoreMatched ||= ignored;
    return focused && !ignored ? { from, to } : null;
  });
  return { profile: edited, focusMatched, ignoreMatched };
}
