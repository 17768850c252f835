// `trivet rules`: the flight recorder's rules, tried before they are needed.

import { TrivetError } from "../../core/errors.ts";
import type {
  FlightRule,
  RuleConditions,
} from "../../core/flight/flight-rules.ts";
import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import { parseCommandLine, toJson, type Command } from "../command.ts";
import { printableLine } from "../printable.ts";
import { defaultRulesText } from "./rules-text.ts";

const usage = `
usage: trivet rules check FILE [--json]
       trivet rules show

When the flight recorder (trivet record --flight --rules FILE) looks closer at a process: rules in a small YAML file.

  check FILE  reads it as record does and says what it means; exit 1 when something in it is not right, with the place
  show        the rules that hold without a file, as a file to begin with
  --json      {"schema":"trivet.rules/1","rules":[{"name","level","when":{"limitWithinMs","ofLimit","memory","growth",
                "goroutines","gcCpu","log"}}]}

example:
  trivet rules show > rules.yaml && trivet rules check rules.yaml
`;

export const rulesCommand: Command = {
  name: "rules",
  summary: "check the flight recorder's rules, or show the usual ones",
  usage,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, {});
    const [what, file, ...rest] = positionals;
    if (what === "show" && file === undefined && values.json !== true) {
      io.stdout(defaultRulesText);
      return 0;
    }
    if (what !== "check" || file === undefined || rest.length > 0)
      throw new TrivetError("usage", "give check FILE, or show");
    const { loadRules } = await import("./rules-file.ts");
    const { rules } = await loadRules(file, io.signal);
    io.stdout(
      values.json === true
        ? `${toJson({ schema: "trivet.rules/1", rules })}\n`
        : rules.map((rule) => `${describeRule(rule)}\n`).join(""),
    );
    return 0;
  },
};

export function describeRule({ name, level, when }: FlightRule): string {
  return `${level.padEnd(9)}${printableLine(name)}: ${describe(when).join(" and ")}`;
}

const percent = (share: number): string => `${Math.round(share * 1e4) / 100} %`;

function describe(when: RuleConditions): readonly string[] {
  const { limitWithinMs, ofLimit, memory, growth, goroutines, gcCpu, log } =
    when;
  return [
    limitWithinMs !== undefined &&
      `memory is predicted to meet its limit within ${formatDuration(limitWithinMs)}`,
    ofLimit !== undefined && `at least ${percent(ofLimit)} of the limit in use`,
    memory !== undefined && `at least ${formatBytes(memory)} in use`,
    growth !== undefined && `at least ${formatBytes(growth)} more a second`,
    goroutines !== undefined && `at least ${goroutines} goroutines`,
    gcCpu !== undefined &&
      `the collector takes at least ${percent(gcCpu)} of the CPU time`,
    log !== undefined && `the log has ${printableLine(log)}`,
  ].filter((part) => part !== false);
}
