// Rules as they stand in a file, checked word by word: a rule that is misspelt must not be a rule that never fires.

import { TrivetError } from "../errors.ts";
import { parseQuantity } from "../format/parse-quantity.ts";
import type { FlightRule, RuleConditions } from "./flight-rules.ts";

const mostRules = 100;
const longestText = 1000;

/** `file`: what the text of the file means, as maps, lists, texts and numbers. Code: rules-malformed, with the place. */
export function decodeRules(file: unknown): readonly FlightRule[] {
  const top = mapOf(file, "the file");
  onlyKeys(top, ["version", "rules"], "the file");
  if (top["version"] !== 1)
    throw refused("version", "is 1, and nothing else is known");
  const rules = top["rules"];
  if (!Array.isArray(rules) || rules.length === 0 || rules.length > mostRules)
    throw refused("rules", `is a list of 1 to ${mostRules} rules`);
  const decoded = rules.map((rule: unknown, index) =>
    decodeRule(rule, `rules[${index}]`),
  );
  const names = decoded.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw refused("rules", `has ${JSON.stringify(twice)} twice`);
  return decoded;
}

function decodeRule(value: unknown, place: string): FlightRule {
  const rule = mapOf(value, place);
  onlyKeys(rule, ["name", "level", "when"], place);
  const name = textOf(rule["name"], `${place}.name`);
  const { level } = rule as { readonly level: unknown };
  if (level !== "watchful" && level !== "alarm")
    throw refused(`${place}.level`, "is watchful or alarm");
  return { name, level, when: decodeWhen(rule["when"], `${place}.when`) };
}

type Decode = (value: unknown, place: string) => Partial<RuleConditions>;
const conditions: Readonly<Record<string, Decode>> = {
  "limit-within": (value, place) => ({ limitWithinMs: msOf(value, place) }),
  "of-limit": (value, place) => ({ ofLimit: shareOf(value, place) }),
  memory: (value, place) => ({ memory: bytesOf(value, place) }),
  growth: (value, place) => ({ growth: bytesPerSecondOf(value, place) }),
  goroutines: (value, place) => ({ goroutines: countOf(value, place) }),
  "gc-cpu": (value, place) => ({ gcCpu: shareOf(value, place) }),
  log: (value, place) => ({ log: textOf(value, place) }),
};

function decodeWhen(value: unknown, place: string): RuleConditions {
  const when = mapOf(value, place);
  onlyKeys(when, Object.keys(conditions), place);
  const parts = Object.entries(when).map(
    ([key, bound]) => conditions[key]?.(bound, `${place}.${key}`) ?? {},
  );
  if (parts.length === 0) throw refused(place, "has no condition");
  return Object.assign({}, ...parts) as RuleConditions;
}

function msOf(value: unknown, place: string): number {
  const [, number = "", unit = ""] =
    /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(value)) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit];
  if (factor === undefined || Number(number) <= 0)
    throw refused(place, "is a time: 30s, 500ms, 2m");
  return Number(number) * factor;
}

function shareOf(value: unknown, place: string): number {
  const text = /^(\d+(?:\.\d+)?)%$/.exec(String(value))?.[1];
  const share = text === undefined ? Number.NaN : Number(text) / 100;
  if (!(share > 0 && share <= 1))
    throw refused(place, "is a percentage above 0%, at most 100%: 70%");
  return share;
}

function bytesOf(value: unknown, place: string): number {
  const bytes =
    typeof value === "string" && /[\dB]$/.test(value)
      ? parseQuantity(value)
      : value;
  if (typeof bytes !== "number" || !(bytes > 0) || !Number.isFinite(bytes))
    throw refused(place, "is a number of bytes: 2GiB, 500MB, 1048576");
  return bytes;
}

function bytesPerSecondOf(value: unknown, place: string): number {
  const text = /^(.+)\/s$/.exec(String(value))?.[1];
  if (text === undefined) throw refused(place, "is bytes a second: 50MB/s");
  return bytesOf(text, place);
}

function countOf(value: unknown, place: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw refused(place, "is a whole number from 1 on");
  return value as number;
}

function textOf(value: unknown, place: string): string {
  if (typeof value !== "string" || value === "" || value.length > longestText)
    throw refused(place, `is a text of 1 to ${longestText} characters`);
  return value;
}

function mapOf(
  value: unknown,
  place: string,
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refused(place, "is a map");
  return value as Readonly<Record<string, unknown>>;
}

function onlyKeys(
  map: Readonly<Record<string, unknown>>,
  known: readonly string[],
  place: string,
): void {
  const unknown = Object.keys(map).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw refused(
      place,
      `knows ${known.join(", ")}, not ${JSON.stringify(unknown)}`,
    );
}

function refused(place: string, what: string): TrivetError {
  return new TrivetError("rules-malformed", `${place} ${what}`, {
    detail: { place },
  });
}
