// `trivet doctor`: what this machine lacks, with the command that mends it.

import { TrivetError } from "../../core/errors.ts";
import { LocalSystemProbe } from "../../node/system-probe/system-probe.ts";
import {
  examine,
  type DoctorReport,
  type Purpose,
} from "../../services/doctor.ts";
import { parseCommandLine, toJson, type Command } from "../command.ts";

const purposes: readonly Purpose[] = ["window", "tests", "gdb", "demo"];

function isPurpose(text: string): text is Purpose {
  return (purposes as readonly string[]).includes(text);
}

function asText(report: DoctorReport): string {
  const width = Math.max(...report.checks.map(({ id }) => id.length));
  const lines = report.checks.map(
    ({ id, status, found, why, neededFor, mend }) =>
      status === "ok"
        ? `  ok       ${id.padEnd(width)}  ${found}`
        : `  MISSING  ${id.padEnd(width)}  ${why} (for: ${neededFor.join(", ")})\n           ${"".padEnd(width)}  mend: ${mend}`,
  );
  const missing = report.checks.filter(
    ({ status }) => status === "missing",
  ).length;
  return `${lines.join("\n")}\n\n${missing === 0 ? "Nothing is missing." : `${missing} missing.`}\n`;
}

export const doctorCommand: Command = {
  name: "doctor",
  summary: "what this machine lacks, with the command that mends it",
  usage: `usage: trivet doctor [--for window|tests|gdb|demo]… [--json]

Checks gdb, ptrace rights, Go, display, fonts and the libraries that the window needs.
Exits 1 when something is missing.`,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, {
      for: { type: "string", multiple: true },
    });
    if (positionals.length > 0)
      throw new TrivetError(
        "usage",
        `unexpected argument ${positionals.join(" ")}`,
      );
    const wanted = values.for?.map((text) => {
      if (!isPurpose(text))
        throw new TrivetError(
          "usage",
          `--for takes ${purposes.join(", ")}, not ${text}`,
        );
      return text;
    });
    const report = await examine(new LocalSystemProbe(), wanted);
    io.stdout(values.json === true ? `${toJson(report)}\n` : asText(report));
    return report.checks.every(({ status }) => status === "ok") ? 0 : 1;
  },
};
